namespace OptPolicy;

/// <summary>How a semantic cache uses Redis. Immutable.</summary>
public sealed record RedisStoreOptions
{
    /// <summary>The longest an operation may take before it is given up; the cache answers from the model then. Default 250 ms.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The most vectors of entries that this process holds a copy of, about 500 bytes each at 256 components; partitions that were not asked for longest
    /// are dropped and read again when they are. Default 200,000.
    /// </summary>
    public int MirroredEntries { get; init; } = 200_000;

    /// <summary>
    /// Search in the server's vector sets (Redis 8, Garnet) instead of in a copy that this process holds: for partitions too large to copy. Approximate, so a near entry may be
    /// overlooked. All nodes of a policy must agree: what was added without is not found with it. A server that has no vector sets means misses. Default <see langword="false"/>.
    /// </summary>
    public bool VectorSets { get; init; }
}
