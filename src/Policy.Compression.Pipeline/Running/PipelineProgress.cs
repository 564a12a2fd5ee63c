using OptPolicy.Compression.Pipeline.Stages;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>What a run tells while it goes on. Immutable.</summary>
/// <param name="Stage">The stage, for people.</param>
/// <param name="Moment">What has happened to it.</param>
public sealed record PipelineProgress(string Stage, PipelineMoment Moment)
{
    /// <summary>How far it is.</summary>
    public StageProgress? Detail { get; init; }

    /// <summary>One line on what came out.</summary>
    public string? Note { get; init; }
}
