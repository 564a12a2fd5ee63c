using System.Collections.Concurrent;
using System.Globalization;
using OptPolicy.Kernels.Vectors;
using OptPolicy.Kernels.Vectors.Persistence;

namespace OptPolicy;

/// <summary>
/// Keeps entries in a folder: vectors in memory, in a journal and in snapshots, everything else in a SQLite file. What <see cref="AddAsync"/> returned
/// from survives the end of the process at any moment; half an entry is never served. One process at a time has a folder open. Thread-safe.
/// </summary>
/// <remarks>
/// Beyond the capacity the entry with the least priority leaves: GreedyDual-Size-Frequency (Cherkasova 1998), dollars that its hits save a byte on
/// top of the priority that left last, so that what nobody asks for any more ages.
/// </remarks>
public sealed class LocalSemanticStore : ISemanticStore
{
    private const int CollectedAtOnce = 512;
    private const int AddsBetweenCollections = 256;
    private const int EvictedFraction = 64;
    private const long JournalBytesMax = 128L << 20;
    private const double SmallestCost = 1e-6;
    private static readonly TimeSpan PurgesReadEvery = TimeSpan.FromSeconds(1);

    private readonly SemanticStoreSettings _settings;
    private readonly LocalEntryTable _table;
    private readonly VectorStore _vectors;
    private readonly ConcurrentDictionary<long, (UInt128 Partition, SlotHandle Slot)> _places = new();
    private readonly Dictionary<string, int> _counts;
    private readonly Lock _writing = new();
    private volatile IReadOnlyList<(SemanticPurge Purge, long UpTo)> _purges = [];
    private long _purgesReadAt;
    private double _age;
    private int _addsSinceCollection;
    private Task _snapshot = Task.CompletedTask;

    private LocalSemanticStore(SemanticStoreSettings settings, LocalEntryTable table, VectorStore vectors)
    {
        (_settings, _table, _vectors) = (settings, table, vectors);
        Recover();
        _counts = table.CountByScope();
        _age = table.Least(scope: null, 1) is [var least] ? least.Priority : 0;
        _purges = table.Purges();
        _purgesReadAt = settings.Time.GetTimestamp();
    }

    /// <summary>Opens or creates a store.</summary>
    /// <param name="settings">What it must know; the argument is the folder.</param>
    /// <exception cref="PolicyStorageException">The folder cannot be used, for example because another process has it open.</exception>
    public static LocalSemanticStore Open(SemanticStoreSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var folder = FolderOf(settings);
        LocalEntryTable? table = null;
        try
        {
            // The vectors' folder is also what tells another process that this one is taken.
            var vectors = VectorStore.Open(
                Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"vectors-{settings.Dimensions}")), new VectorStoreOptions(settings.Dimensions, ""));
            try
            {
                table = new LocalEntryTable(Path.Combine(folder, "entries.db"));
                return new LocalSemanticStore(settings, table, vectors);
            }
            catch
            {
                vectors.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (exception is VectorStoreException or (IOException and not PolicyStorageException) or UnauthorizedAccessException)
        {
            table?.Dispose();
            throw new PolicyStorageException($"The semantic cache of policy '{settings.Policy}' cannot use the folder '{folder}': {exception.Message} Another process may have it open; processes share a cache through a server.", exception);
        }
        catch
        {
            table?.Dispose();
            throw;
        }
    }

    /// <summary>Hides a group of entries of a store that another process has open; it sees this within a second or so.</summary>
    /// <param name="settings">The store.</param>
    /// <param name="purge">Which entries.</param>
    public static void PurgeFromOutside(SemanticStoreSettings settings, SemanticPurge purge)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var table = new LocalEntryTable(Path.Combine(FolderOf(settings), "entries.db"));
        table.Purge(purge);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SemanticMatch>> SearchAsync(SemanticQuery query, CancellationToken cancellationToken)
    {
        if (!_vectors.Index.TryGetPartition(KeyOf(query.Partition), out var partition))
            return ValueTask.FromResult<IReadOnlyList<SemanticMatch>>([]);

        // Entries that were purged lie in the index until they are collected: room for them is made by asking for more.
        for (var room = query.Count; ; room *= 2)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = new VectorMatch[room];
            var count = partition.Search(query.Vector.Span, query.Floor, _settings.Time.GetUtcNow(), found);
            var matches = new List<SemanticMatch>(query.Count);
            foreach (var match in found.AsSpan(0, count))
            {
                if (matches.Count < query.Count && _table.Read(match.Id) is { } entry && string.Equals(entry.Partition, query.Partition, StringComparison.Ordinal) && !IsPurged(match.Id, entry))
                    matches.Add(new SemanticMatch(entry, match.Score));
            }

            if (matches.Count == query.Count || count < room)
                return ValueTask.FromResult<IReadOnlyList<SemanticMatch>>(matches);
        }
    }

    /// <inheritdoc/>
    public ValueTask AddAsync(SemanticEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        lock (_writing)
        {
            Forget(entry.Partition, entry.Id);

            // The row first: a vector without a row is passed over, a row without a vector is never found; the next start removes either.
            var number = _table.Insert(entry, Priority(entry, entry.State));
            var key = KeyOf(entry.Partition);
            try
            {
                _places[number] = (key, _vectors.Index.Partition(key).Add(entry.Vector.Span, number, entry.Expires));
            }
            catch
            {
                _table.Delete([number]);
                throw;
            }

            _counts[entry.Scope] = _counts.GetValueOrDefault(entry.Scope) + 1;
            Shrink(entry.Scope);
            if (++_addsSinceCollection >= AddsBetweenCollections)
                Collect();
            if (_vectors.JournalBytes > JournalBytesMax && _snapshot.IsCompleted)
                _snapshot = Task.Run(_vectors.Snapshot);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> UpdateAsync(string partition, string id, SemanticEntryState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        lock (_writing)
        {
            return ValueTask.FromResult(_table.NumberOf(partition, id) is { } number && _table.Read(number) is { } entry && _table.Update(number, state, Priority(entry, state)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> ForgetAsync(string partition, string id, CancellationToken cancellationToken)
    {
        lock (_writing)
            return ValueTask.FromResult(Forget(partition, id));
    }

    /// <inheritdoc/>
    public ValueTask PurgeAsync(SemanticPurge purge, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(purge);
        lock (_writing)
        {
            _table.Purge(purge);
            _purges = _table.Purges();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(string policy, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            Collect(everything: true);
            return ValueTask.FromResult(string.Equals(policy, _settings.Policy, StringComparison.Ordinal) ? _places.Count : 0L);
        }
    }

    /// <inheritdoc/>
    public ValueTask<byte[]?> ReadStateAsync(string scope, CancellationToken cancellationToken) => ValueTask.FromResult(_table.State(scope));

    /// <inheritdoc/>
    public ValueTask WriteStateAsync(string scope, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        _table.SetState(scope, state.ToArray());
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _snapshot.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_writing)
        {
            _vectors.Dispose();
            _table.Dispose();
        }
    }

    private static string FolderOf(SemanticStoreSettings settings) => Path.GetFullPath(Path.Combine(settings.Store.Argument, settings.Policy));

    private static UInt128 KeyOf(string partition) => UInt128.Parse(partition.AsSpan(0, 32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private double Priority(SemanticEntry entry, SemanticEntryState state) =>
        _age + (1 + state.Hits) * Math.Max(SmallestCost, (double)entry.Cost) / Math.Max(1, entry.Answer.Length + entry.Question.Length);

    private bool IsPurged(long number, SemanticEntry entry)
    {
        if (_settings.Time.GetElapsedTime(Interlocked.Read(ref _purgesReadAt)) > PurgesReadEvery)
        {
            Interlocked.Exchange(ref _purgesReadAt, _settings.Time.GetTimestamp());
            _purges = _table.Purges();
        }

        return _purges.Any(p => number <= p.UpTo && p.Purge.Covers(entry));
    }

    private bool Forget(string partition, string id)
    {
        if (_table.NumberOf(partition, id) is not { } number || _table.Read(number) is not { } entry)
            return false;
        Remove([(number, entry.Scope)]);
        return true;
    }

    private void Remove(IReadOnlyList<(long Number, string Scope)> entries)
    {
        if (entries.Count == 0)
            return;
        _table.Delete(entries.Select(static e => e.Number));
        foreach (var (number, scope) in entries)
        {
            if (_places.TryRemove(number, out var place) && _vectors.Index.TryGetPartition(place.Partition, out var partition))
                partition.Remove(place.Slot);
            if (_counts.TryGetValue(scope, out var count) && count > 1)
                _counts[scope] = count - 1;
            else
                _counts.Remove(scope);
        }
    }

    private void Shrink(string scope)
    {
        if (_settings.CapacityPerScope is { } quota && _counts.GetValueOrDefault(scope) > quota)
            Evict(scope, _counts[scope] - quota + quota / EvictedFraction);
        if (_places.Count > _settings.Capacity)
            Evict(scope: null, _places.Count - _settings.Capacity + _settings.Capacity / EvictedFraction);
    }

    private void Evict(string? scope, int count)
    {
        var least = _table.Least(scope, count);
        if (scope is null && least.Count > 0)
            _age = Math.Max(_age, least[^1].Priority);
        Remove([.. least.Select(static e => (e.Number, e.Scope))]);
    }

    private void Collect(bool everything = false)
    {
        _addsSinceCollection = 0;
        List<(long, string)> expired;
        do
        {
            expired = _table.Expired(_settings.Time.GetUtcNow(), CollectedAtOnce);
            Remove(expired);
        }
        while (everything && expired.Count == CollectedAtOnce);

        if (!everything || _purges.Count == 0)
            return;
        Remove([.. _table.Numbers().Select(n => (Number: n, Entry: _table.Read(n))).Where(e => e.Entry is not null && IsPurged(e.Number, e.Entry)).Select(e => (e.Number, e.Entry!.Scope))]);
    }

    private void Recover()
    {
        var rows = _table.Numbers().ToHashSet();
        foreach (var partition in _vectors.Index.Partitions)
        {
            foreach (var (number, slot) in partition.Entries().ToArray())
            {
                if (!rows.Remove(number) || !_places.TryAdd(number, (partition.Key, slot)))
                    partition.Remove(slot);
            }
        }

        _table.Delete(rows);
    }
}
