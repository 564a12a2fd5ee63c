using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics.Tensors;
using StackExchange.Redis;

namespace OptPolicy;

/// <summary>
/// Keeps entries in Redis 6 or later, Valkey, or what speaks their protocol with scripts; all nodes see the same ones. Thread-safe.
/// </summary>
/// <remarks>
/// No server module is needed: vectors lie beside their entries, each node keeps a copy of the partitions it is asked about, and every search first reads what
/// was added since and then looks up on the server what it found. What a node added, forgot or purged is therefore seen by every search that starts later, on any
/// node. Searches compare every vector of the partition, unless <see cref="RedisStoreOptions.VectorSets"/> are used. Beyond the capacity the least valuable leave, in the order of <see cref="LocalSemanticStore"/>.
/// </remarks>
public sealed class RedisSemanticStore : ISemanticStore
{
    // Every conversation is a partition, and most are asked about once.
    private const int Rounds = 8, MostMirrors = 8192, MostAtOnce = 1024;

    private readonly SemanticStoreSettings _settings;
    private readonly RedisConnection _connection;
    private readonly RedisStoreOptions _options;
    private readonly ConcurrentDictionary<string, PartitionMirror> _mirrors = new(StringComparer.Ordinal);
    private volatile RedisPurges _purges = RedisPurges.None;
    private long _searches;

    internal RedisSemanticStore(SemanticStoreSettings settings, RedisConnection connection, RedisStoreOptions options) =>
        (_settings, _connection, _options) = (settings, connection, options);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SemanticMatch>> SearchAsync(SemanticQuery query, CancellationToken cancellationToken)
    {
        using var limit = new Limit(this, cancellationToken);
        return await limit.RunAsync(async () =>
        {
            var database = await _connection.DatabaseAsync(limit.Token).ConfigureAwait(false);
            var epoch = _connection.Epoch;
            if (_options.VectorSets)
                return await NearestAsync(database, epoch, query, limit.Token).ConfigureAwait(false);
            var mirror = Mirror(query.Partition);
            var version = await mirror.CatchUpAsync(
                async (last, count, doubtful) => (RedisResult[])(await Run(database, RedisScripts.Since, query.Policy, [query.Partition, last, count, .. doubtful]).WaitAsync(limit.Token).ConfigureAwait(false))!,
                epoch,
                limit.Token).ConfigureAwait(false);
            var purges = await PurgesAsync(database, query.Policy, version, epoch, limit.Token).ConfigureAwait(false);
            return await FindAsync(database, mirror, purges, query, limit.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask AddAsync(SemanticEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await ScriptAsync(RedisScripts.Add, entry.Policy, RedisRows.Add(entry, _settings.Time.GetUtcNow(), _settings.Capacity, _settings.CapacityPerScope, _options.VectorSets), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> UpdateAsync(string partition, string id, SemanticEntryState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        return (long)await ScriptAsync(RedisScripts.Update, _settings.Policy, RedisRows.Update(partition, id, state), cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ForgetAsync(string partition, string id, CancellationToken cancellationToken) =>
        (long)await ScriptAsync(RedisScripts.Forget, _settings.Policy, [partition, id, ""], cancellationToken).ConfigureAwait(false) > 0;

    /// <inheritdoc/>
    public async ValueTask PurgeAsync(SemanticPurge purge, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(purge);
        await ScriptAsync(RedisScripts.Purge, purge.Policy, [RedisRows.Group(purge)], cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(string policy, CancellationToken cancellationToken) =>
        await CommandAsync(database => database.SortedSetLengthAsync($"{Prefix(policy)}w"), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<byte[]?> ReadStateAsync(string scope, CancellationToken cancellationToken) =>
        (byte[]?)await CommandAsync(database => database.HashGetAsync($"{Prefix(_settings.Policy)}state", scope), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask WriteStateAsync(string scope, ReadOnlyMemory<byte> state, CancellationToken cancellationToken) =>
        await CommandAsync(database => database.HashSetAsync($"{Prefix(_settings.Policy)}state", scope, state), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        foreach (var mirror in _mirrors.Values)
            mirror.Dispose();
    }

    private static string Prefix(string policy) => $"optpolicy:{{{policy}}}:";

    private async Task<IReadOnlyList<SemanticMatch>> FindAsync(IDatabaseAsync database, PartitionMirror mirror, RedisPurges purges, SemanticQuery query, CancellationToken cancellationToken)
    {
        var matches = new List<SemanticMatch>(query.Count);
        var known = new Dictionary<long, SemanticEntry>();
        for (var round = 0; round < Rounds; round++)
        {
            var found = mirror.Search(query, _settings.Time.GetUtcNow(), query.Count);
            var entries = await Task.WhenAll(found.Where(m => !known.ContainsKey(m.Number)).Select(ReadAsync)).WaitAsync(cancellationToken).ConfigureAwait(false);
            foreach (var (number, entry) in entries)
            {
                if (entry is not null && !purges.Covers(number, entry))
                {
                    known.Add(number, entry);
                    continue;
                }

                mirror.Remove(number);
                if (entry is not null)
                    Drop(database, query, entry.Id, number);
            }

            matches = [.. found.Where(m => known.ContainsKey(m.Number)).Select(m => new SemanticMatch(known[m.Number], m.Similarity))];
            if (matches.Count == found.Count)
                break;
        }

        return matches;

        async Task<(long Number, SemanticEntry? Entry)> ReadAsync((long Number, string Id, double Similarity) match) =>
            (match.Number, RedisRows.Read(query.Partition, match.Id, match.Number, await FieldsAsync(database, query, match.Id).ConfigureAwait(false)));
    }

    /// <summary>By the server's vector set. Its order is taken, its scores are not: what they mean differs from server to server.</summary>
    private async Task<IReadOnlyList<SemanticMatch>> NearestAsync(IDatabaseAsync database, long epoch, SemanticQuery query, CancellationToken cancellationToken)
    {
        // What expired or was purged may still lie in the set: room for it is made by asking again for more.
        for (var room = query.Count; ; room *= 4)
        {
            var near = (RedisResult[])(await Run(database, RedisScripts.Nearest, query.Policy, [query.Partition, RedisRows.Vector(query.Vector.Span), room]).WaitAsync(cancellationToken).ConfigureAwait(false))!;
            var purges = await PurgesAsync(database, query.Policy, (long)near[0], epoch, cancellationToken).ConfigureAwait(false);
            var ids = (string[])near[1]!;
            var rows = await Task.WhenAll(ids.Select(id => FieldsAsync(database, query, id))).WaitAsync(cancellationToken).ConfigureAwait(false);
            var (now, matches) = (_settings.Time.GetUtcNow(), new List<SemanticMatch>(query.Count));
            foreach (var (id, fields) in ids.Zip(rows))
            {
                if (fields[0].IsNull || RedisRows.Read(query.Partition, id, (long)fields[0], fields) is not { } entry || entry.Expires <= now)
                    continue;
                if (purges.Covers((long)fields[0], entry))
                    Drop(database, query, id, (long)fields[0]);
                else
                    matches.Add(new SemanticMatch(entry, Math.Clamp(TensorPrimitives.Dot(entry.Vector.Span, query.Vector.Span), -1, 1)));
            }

            if (matches.Count >= query.Count || ids.Length < room || room > MostAtOnce)
                return [.. matches.Where(m => m.Similarity >= query.Floor).OrderByDescending(static m => m.Similarity).Take(query.Count)];
        }
    }

    private static Task<RedisValue[]> FieldsAsync(IDatabaseAsync database, SemanticQuery query, string id) =>
        database.HashGetAsync($"{Prefix(query.Policy)}e:{query.Partition}:{id}", RedisRows.Fields);

    private static void Drop(IDatabaseAsync database, SemanticQuery query, string id, long number) =>
        _ = Run(database, RedisScripts.Forget, query.Policy, [query.Partition, id, number], CommandFlags.FireAndForget);

    private async Task<RedisPurges> PurgesAsync(IDatabaseAsync database, string policy, long version, long epoch, CancellationToken cancellationToken)
    {
        var purges = _purges;
        if (purges.Version == version && purges.Epoch == epoch)
            return purges;
        var groups = await database.HashGetAllAsync($"{Prefix(policy)}g").WaitAsync(cancellationToken).ConfigureAwait(false);
        return _purges = new RedisPurges(version, epoch, [.. groups.Select(g => (RedisRows.Group(policy, g.Name), (long)g.Value))]);
    }

    private PartitionMirror Mirror(string partition)
    {
        var mirror = _mirrors.GetOrAdd(partition, static (_, dimensions) => new PartitionMirror(dimensions), _settings.Dimensions);
        mirror.Used = Interlocked.Increment(ref _searches);
        const int Between = 1024;
        if (mirror.Used % Between == 0 && (_mirrors.Count > MostMirrors || _mirrors.Values.Sum(static m => m.Count) > _options.MirroredEntries))
        {
            // Not disposed: a search may still be reading into it.
            foreach (var (old, _) in _mirrors.OrderBy(static m => m.Value.Used).Take(Math.Max(1, _mirrors.Count / 4)).Where(m => m.Value != mirror))
                _mirrors.TryRemove(old, out _);
        }

        return mirror;
    }

    private Task<RedisResult> ScriptAsync(string script, string policy, RedisValue[] values, CancellationToken cancellationToken) =>
        CommandAsync(database => Run(database, script, policy, values), cancellationToken);

    private static Task<RedisResult> Run(IDatabaseAsync database, string script, string policy, RedisValue[] values, CommandFlags flags = CommandFlags.None) =>
        database.ScriptEvaluateAsync(script, [Prefix(policy)], values, flags);

    private async Task<T> CommandAsync<T>(Func<IDatabaseAsync, Task<T>> run, CancellationToken cancellationToken)
    {
        using var limit = new Limit(this, cancellationToken);
        return await limit.RunAsync(async () => await run(await _connection.DatabaseAsync(limit.Token).ConfigureAwait(false)).WaitAsync(limit.Token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>The time limit of one operation.</summary>
    private sealed class Limit : IDisposable
    {
        private readonly RedisSemanticStore _store;
        private readonly CancellationToken _caller;
        private readonly CancellationTokenSource _timer;
        private readonly CancellationTokenSource _both;

        public Limit(RedisSemanticStore store, CancellationToken caller)
        {
            (_store, _caller) = (store, caller);
            _timer = new CancellationTokenSource(store._options.Timeout, store._settings.Time);
            _both = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, caller);
        }

        public CancellationToken Token => _both.Token;

        public async Task<T> RunAsync<T>(Func<Task<T>> run)
        {
            try
            {
                return await run().ConfigureAwait(false);
            }
            catch (OperationCanceledException exception) when (_timer.IsCancellationRequested && !_caller.IsCancellationRequested)
            {
                throw new TimeoutException($"Redis did not answer the semantic cache of policy '{_store._settings.Policy}' within {_store._options.Timeout.TotalMilliseconds:0} ms.", exception);
            }
        }

        public void Dispose()
        {
            _both.Dispose();
            _timer.Dispose();
        }
    }
}
