namespace OptPolicy.Runtime.Tests.Caching.Semantic;

/// <summary>A store in front of one in memory that a test breaks.</summary>
internal sealed class ScriptedStore(ISemanticStore inner) : ISemanticStore
{
    /// <summary>Runs before every operation; a test lets it fail or wait.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Changes what a search finds.</summary>
    public Func<SemanticMatch, SemanticMatch> Found { get; set; } = static match => match;

    /// <summary>The last look-up.</summary>
    public SemanticQuery LastQuery { get; private set; }

    public static ScriptedStore InMemory(TimeProvider time) =>
        new(new MemorySemanticStore(new SemanticStoreSettings("Desk", new SemanticStoreInfo("memory", ""), 64, 1000, null, time)));

    public async ValueTask<IReadOnlyList<SemanticMatch>> SearchAsync(SemanticQuery query, CancellationToken cancellationToken)
    {
        LastQuery = query;
        await Before(cancellationToken);
        return [.. (await inner.SearchAsync(query, cancellationToken)).Select(Found)];
    }

    public async ValueTask AddAsync(SemanticEntry entry, CancellationToken cancellationToken)
    {
        await Before(cancellationToken);
        await inner.AddAsync(entry, cancellationToken);
    }

    public async ValueTask<bool> UpdateAsync(string partition, string id, SemanticEntryState state, CancellationToken cancellationToken)
    {
        await Before(cancellationToken);
        return await inner.UpdateAsync(partition, id, state, cancellationToken);
    }

    public async ValueTask<bool> ForgetAsync(string partition, string id, CancellationToken cancellationToken)
    {
        await Before(cancellationToken);
        return await inner.ForgetAsync(partition, id, cancellationToken);
    }

    public async ValueTask PurgeAsync(SemanticPurge purge, CancellationToken cancellationToken)
    {
        await Before(cancellationToken);
        await inner.PurgeAsync(purge, cancellationToken);
    }

    public ValueTask<long> CountAsync(string policy, CancellationToken cancellationToken) => inner.CountAsync(policy, cancellationToken);

    public async ValueTask<byte[]?> ReadStateAsync(string scope, CancellationToken cancellationToken)
    {
        await Before(cancellationToken);
        return await inner.ReadStateAsync(scope, cancellationToken);
    }

    public async ValueTask WriteStateAsync(string scope, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        await Before(cancellationToken);
        await inner.WriteStateAsync(scope, state, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
