using OptPolicy.Compression.Pipeline.Stages;

namespace OptPolicy.Compression.Pipeline.Judging;

/// <summary>Compares a made model with its original.</summary>
public interface IModelJudge
{
    /// <summary>Measures both models on the same examples and lets the gates decide.</summary>
    /// <exception cref="PipelineException">A model or the examples cannot be used.</exception>
    Task<Judgement> JudgeAsync(JudgeRequest request, IProgress<StageProgress> progress, CancellationToken cancellationToken);
}
