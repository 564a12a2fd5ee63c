using OptPolicy.Compression.Pipeline;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Compression.Pipeline.Stages;

namespace OptPolicy.Cli.Compressing;

/// <summary>The training tool, or, where it is not built, what says how to build it.</summary>
internal static class StageTool
{
    public const string HowToBuild = $"the tool {WorkerProcess.ToolName} is neither beside optpolicy nor on PATH. It is built from a clone of the project: dotnet build -c Release src/Policy.Compression.Tool";

    public static IStageWorker? Find(CliEnvironment environment) => WorkerProcess.Find(environment.ToolFolders);

    /// <summary>Stands in where no declared step trains.</summary>
    public sealed class Absent : IStageWorker
    {
        public string Identity => "none";

        public Task RunAsync(StageRequest request, IProgress<StageProgress> progress, CancellationToken cancellationToken) => throw new PipelineException(HowToBuild);
    }
}
