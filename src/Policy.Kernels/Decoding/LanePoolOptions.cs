namespace OptPolicy.Kernels.Decoding;

/// <summary>How many requests decode at a time, and how many may wait. Immutable.</summary>
public sealed record LanePoolOptions
{
    /// <summary>Requests that decode at the same time.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Requests that may wait for a lane; one more is refused.</summary>
    public int QueueLimit { get; init; } = 256;

    /// <summary>Longest wait for a lane; <see langword="null"/> waits as long as the caller's cancellation token lets it.</summary>
    public TimeSpan? QueueTimeout { get; init; }

    /// <summary>Most bytes of keys and values of all lanes together; <see langword="null"/> bounds them only by the lanes' capacities.</summary>
    public long? KeyValueMemoryLimit { get; init; }
}
