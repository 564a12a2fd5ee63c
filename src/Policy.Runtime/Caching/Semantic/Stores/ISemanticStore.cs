namespace OptPolicy;

/// <summary>
/// Keeps entries of a semantic cache and finds the nearest ones inside a partition. Thread-safe. Whatever goes wrong is thrown as it comes: the cache
/// turns it into a miss and a metric, so a store neither retries for long nor swallows.
/// </summary>
/// <remarks>
/// A store only ever returns entries of the partition asked for: the filter is part of the search, not of what is done with its results, so that another
/// partition's neighbours can neither be seen nor push entries out of the list. Scores are cosines whatever the engine calls near.
/// </remarks>
public interface ISemanticStore : IAsyncDisposable
{
    /// <summary>The nearest live entries of <see cref="SemanticQuery.Partition"/>, best first.</summary>
    ValueTask<IReadOnlyList<SemanticMatch>> SearchAsync(SemanticQuery query, CancellationToken cancellationToken);

    /// <summary>Adds an entry; one with the same <see cref="SemanticEntry.Id"/> is replaced. All or nothing.</summary>
    ValueTask AddAsync(SemanticEntry entry, CancellationToken cancellationToken);

    /// <summary>Changes what is known of an entry; <see langword="false"/> when it is gone.</summary>
    ValueTask<bool> UpdateAsync(string partition, string id, SemanticEntryState state, CancellationToken cancellationToken);

    /// <summary>Forgets one entry; <see langword="false"/> when there is none.</summary>
    ValueTask<bool> ForgetAsync(string partition, string id, CancellationToken cancellationToken);

    /// <summary>Makes a whole group of entries invisible, in time that does not depend on their number.</summary>
    ValueTask PurgeAsync(SemanticPurge purge, CancellationToken cancellationToken);

    /// <summary>Entries of a policy, those that expired but are not yet collected included.</summary>
    ValueTask<long> CountAsync(string policy, CancellationToken cancellationToken);

    /// <summary>What the cache has learned for a scope, as it was written; <see langword="null"/> when nothing was.</summary>
    ValueTask<byte[]?> ReadStateAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Keeps what the cache has learned for a scope.</summary>
    ValueTask WriteStateAsync(string scope, ReadOnlyMemory<byte> state, CancellationToken cancellationToken);
}
