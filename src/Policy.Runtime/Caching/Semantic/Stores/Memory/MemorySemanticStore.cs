using System.Collections.Concurrent;
using System.Globalization;
using OptPolicy.Kernels.Vectors;

namespace OptPolicy;

/// <summary>Keeps entries in this process and forgets them when it ends. Thread-safe.</summary>
/// <param name="settings">What a store must know.</param>
public sealed class MemorySemanticStore(SemanticStoreSettings settings) : ISemanticStore
{
    private const int EvictedFraction = 64;

    private readonly VectorIndex _index = new(settings.Dimensions);
    private readonly ConcurrentDictionary<long, Held> _byNumber = new();
    private readonly ConcurrentDictionary<(string Partition, string Id), long> _numbers = new();
    private readonly ConcurrentDictionary<string, byte[]> _states = new(StringComparer.Ordinal);
    private readonly List<(SemanticPurge Purge, long UpTo)> _purges = [];
    private readonly Lock _writing = new();
    private long _lastNumber;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SemanticMatch>> SearchAsync(SemanticQuery query, CancellationToken cancellationToken)
    {
        if (!_index.TryGetPartition(KeyOf(query.Partition), out var partition))
            return ValueTask.FromResult<IReadOnlyList<SemanticMatch>>([]);

        // Purged entries still lie in the index until they are collected: room for them is made by asking again for more.
        for (var room = query.Count; ; room *= 2)
        {
            var found = new VectorMatch[room];
            var count = partition.Search(query.Vector.Span, query.Floor, settings.Time.GetUtcNow(), found);
            var matches = new List<SemanticMatch>(query.Count);
            foreach (var match in found.AsSpan(0, count))
            {
                if (matches.Count < query.Count && _byNumber.TryGetValue(match.Id, out var held)
                    && string.Equals(held.Entry.Partition, query.Partition, StringComparison.Ordinal) && !IsPurged(match.Id, held.Entry))
                    matches.Add(new SemanticMatch(held.Entry, match.Score));
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
            Remove((entry.Partition, entry.Id));
            var number = ++_lastNumber;
            var slot = _index.Partition(KeyOf(entry.Partition)).Add(entry.Vector.Span, number, entry.Expires);
            _byNumber[number] = new Held(entry, slot);
            _numbers[(entry.Partition, entry.Id)] = number;
            Shrink(entry);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> UpdateAsync(string partition, string id, SemanticEntryState state, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            if (!_numbers.TryGetValue((partition, id), out var number) || !_byNumber.TryGetValue(number, out var held))
                return ValueTask.FromResult(false);
            _byNumber[number] = held with { Entry = held.Entry with { State = state } };
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> ForgetAsync(string partition, string id, CancellationToken cancellationToken)
    {
        lock (_writing)
            return ValueTask.FromResult(Remove((partition, id)));
    }

    /// <inheritdoc/>
    public ValueTask PurgeAsync(SemanticPurge purge, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(purge);
        lock (_writing)
            _purges.Add((purge, _lastNumber));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(string policy, CancellationToken cancellationToken)
    {
        lock (_writing)
            return ValueTask.FromResult(_byNumber.LongCount(e => string.Equals(e.Value.Entry.Policy, policy, StringComparison.Ordinal) && !IsPurged(e.Key, e.Value.Entry)));
    }

    /// <inheritdoc/>
    public ValueTask<byte[]?> ReadStateAsync(string scope, CancellationToken cancellationToken) => ValueTask.FromResult(_states.GetValueOrDefault(scope));

    /// <inheritdoc/>
    public ValueTask WriteStateAsync(string scope, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        _states[scope] = state.ToArray();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static UInt128 KeyOf(string partition) => UInt128.Parse(partition.AsSpan(0, 32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private bool IsPurged(long number, SemanticEntry entry)
    {
        lock (_writing)
            return _purges.Exists(p => number <= p.UpTo && p.Purge.Covers(entry));
    }

    private bool Remove((string Partition, string Id) name)
    {
        if (!_numbers.TryRemove(name, out var number) || !_byNumber.TryRemove(number, out var held))
            return false;
        return _index.TryGetPartition(KeyOf(name.Partition), out var partition) && partition.Remove(held.Slot);
    }

    private void Shrink(SemanticEntry added)
    {
        if (settings.CapacityPerScope is { } quota)
            Evict(e => string.Equals(e.Scope, added.Scope, StringComparison.Ordinal), quota);
        Evict(static _ => true, settings.Capacity);
    }

    private void Evict(Func<SemanticEntry, bool> counts, int capacity)
    {
        if (_byNumber.Count <= capacity)
            return;
        var now = settings.Time.GetUtcNow();
        var live = _byNumber.Where(e => counts(e.Value.Entry)).ToArray();
        if (live.Length <= capacity)
            return;

        // Some more than must leave, so that a full store does not sort itself at every entry.
        var leaving = live.Length - capacity + capacity / EvictedFraction;
        foreach (var (_, held) in live.OrderBy(e => IsPurged(e.Key, e.Value.Entry) ? 0 : EntryValue.Of(e.Value.Entry, now)).ThenBy(e => e.Key).Take(leaving))
            Remove((held.Entry.Partition, held.Entry.Id));
    }

    private sealed record Held(SemanticEntry Entry, SlotHandle Slot);
}
