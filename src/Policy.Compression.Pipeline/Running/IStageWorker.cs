using OptPolicy.Compression.Pipeline.Stages;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>Runs the stages that need the trainer.</summary>
public interface IStageWorker
{
    /// <summary>Names the code that runs stages: another identity may make another result of the same request.</summary>
    string Identity { get; }

    /// <summary>Runs one stage to its end. What it finds in <see cref="StageRequest.Work"/> of an earlier try, it takes up.</summary>
    /// <exception cref="PipelineException">The stage failed; the message is the worker's own.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the next try goes on from the last checkpoint.</exception>
    Task RunAsync(StageRequest request, IProgress<StageProgress> progress, CancellationToken cancellationToken);
}
