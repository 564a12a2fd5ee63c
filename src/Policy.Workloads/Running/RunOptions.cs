namespace OptPolicy.Workloads.Running;

/// <summary>How a workload is run. Immutable.</summary>
public sealed record RunOptions
{
    /// <summary>What the outcome file knows the model by: use something that changes with its weights, such as the artefact's hash. <see langword="null"/>: the client's model id.</summary>
    public string? ModelId { get; init; }

    /// <summary>Tasks at once, from 1. Latencies are comparable with 1 only.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Sent with every request; the temperature is always 0.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The JSONL file that outcomes are appended to, and that a killed run continues from; <see langword="null"/> keeps them in memory.</summary>
    public string? OutcomePath { get; init; }
}
