using OptPolicy.Language.Semantics;

namespace OptPolicy.Compression.Pipeline.Planning;

/// <summary>A gate with the file that decides it. Immutable.</summary>
/// <param name="Declaration">The bound.</param>
/// <param name="Data">The full path of its examples; <see langword="null"/> when it needs none.</param>
public sealed record PlannedGate(CompressionGateDeclaration Declaration, string? Data)
{
    /// <summary>Whether the gate asks tasks of the model.</summary>
    public bool IsOnTasks => Declaration.Metric is "task_drop" or "session_drop";

    /// <summary>Whether the gate measures with examples.</summary>
    public bool NeedsData => IsOnTasks || Declaration.Metric is "perplexity_rise" or "latency.p95" or "memory";
}
