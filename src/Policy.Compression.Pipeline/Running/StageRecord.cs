using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Stages;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>What one stage did. Immutable.</summary>
/// <param name="Name">The stage, for people.</param>
/// <param name="Content">SHA-256 of the model it made.</param>
public sealed record StageRecord(string Name, string Content)
{
    /// <summary>What the worker says it did.</summary>
    public StageResult? Result { get; init; }

    /// <summary>Bytes of the model it made.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether its result was there from an earlier run.</summary>
    public bool IsCached { get; init; }

    /// <summary>The model measured against the original, after the stage.</summary>
    public Judgement? Measured { get; init; }
}
