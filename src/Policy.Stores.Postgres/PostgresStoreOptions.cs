namespace OptPolicy;

/// <summary>How a semantic cache uses PostgreSQL. Immutable.</summary>
public sealed record PostgresStoreOptions
{
    /// <summary>The longest an operation may take before it is given up; the cache answers from the model then. Default 250 ms.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest that creating the tables may take, once a process. Requests do not wait for it longer than <see cref="Timeout"/>.</summary>
    public TimeSpan SchemaTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the server is left alone after the tables could not be created. Default 1 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// After so many additions of this process, what expired, was purged or exceeds the capacity is deleted. A smaller capacity is looked after more often.
    /// </summary>
    public int AddsBetweenCollections { get; init; } = 256;
}
