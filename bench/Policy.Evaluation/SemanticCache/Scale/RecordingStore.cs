namespace OptPolicy.Evaluation.SemanticCache.Scale;

/// <summary>Passes everything on and remembers the last entry that was added.</summary>
internal sealed class RecordingStore(ISemanticStore inner) : ISemanticStore
{
    public SemanticEntry? LastAdded { get; private set; }

    public ValueTask<IReadOnlyList<SemanticMatch>> SearchAsync(SemanticQuery query, CancellationToken cancellationToken) => inner.SearchAsync(query, cancellationToken);

    public ValueTask AddAsync(SemanticEntry entry, CancellationToken cancellationToken)
    {
        LastAdded = entry;
        return inner.AddAsync(entry, cancellationToken);
    }

    public ValueTask<bool> UpdateAsync(string partition, string id, SemanticEntryState state, CancellationToken cancellationToken) => inner.UpdateAsync(partition, id, state, cancellationToken);

    public ValueTask<bool> ForgetAsync(string partition, string id, CancellationToken cancellationToken) => inner.ForgetAsync(partition, id, cancellationToken);

    public ValueTask PurgeAsync(SemanticPurge purge, CancellationToken cancellationToken) => inner.PurgeAsync(purge, cancellationToken);

    public ValueTask<long> CountAsync(string policy, CancellationToken cancellationToken) => inner.CountAsync(policy, cancellationToken);

    public ValueTask<byte[]?> ReadStateAsync(string scope, CancellationToken cancellationToken) => inner.ReadStateAsync(scope, cancellationToken);

    public ValueTask WriteStateAsync(string scope, ReadOnlyMemory<byte> state, CancellationToken cancellationToken) => inner.WriteStateAsync(scope, state, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
