using OptPolicy.Compression.Pipeline.Checking;
using OptPolicy.Compression.Pipeline.Stages;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>One stage of the worker on its own.</summary>
/// <param name="worker">Runs it.</param>
public sealed class SingleStage(IStageWorker worker)
{
    /// <summary>Checks a request as a pipeline would and runs it; its work folder is removed when the output is there.</summary>
    /// <exception cref="PipelineException">Something is missing or does not fit, or the stage failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the same request goes on from the last checkpoint.</exception>
    public async Task<StageResult> RunAsync(StageRequest request, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request);
        await worker.RunAsync(request, progress, cancellationToken).ConfigureAwait(false);
        var result = StageJson.ReadResult(request.Output);
        if (Directory.Exists(request.Work))
            Directory.Delete(request.Work, recursive: true);
        return result;
    }

    private static void Check(StageRequest request)
    {
        if (Directory.Exists(request.Output) && Directory.EnumerateFileSystemEntries(request.Output).Any())
            throw new PipelineException($"'{request.Output}' is not empty: choose another folder");
        if (request.Data.FirstOrDefault(static path => !File.Exists(path)) is { } missing)
            throw new PipelineException($"there is no file '{missing}'");
        if (request.DataShare is not (> 0 and <= 1))
            throw new PipelineException($"a share of {request.DataShare} leaves nothing to learn from: give more than 0 and at most 1");
        try
        {
            var student = CheckpointFacts.Read(request.Model);
            if (request.Teacher is { } teacher && student.ProblemWithTeacher(CheckpointFacts.Read(teacher)) is { } problem)
                throw new PipelineException(problem);
        }
        catch (FormatException error)
        {
            throw new PipelineException(error.Message, error);
        }
    }
}
