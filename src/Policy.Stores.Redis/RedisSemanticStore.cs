using System.Collections.Concurrent;
using System.Globalization;
using OptPolicy.Kernels.Vectors;
using StackExchange.Redis;

namespace OptPolicy;

/// <summary>
/// Keeps entries in Redis 6 or later, Valkey, or what speaks their protocol with scripts; all nodes see the same ones. Thread-safe.
/// </summary>
/// <remarks>
/// No server module is needed: vectors lie beside their entries, each node keeps a copy of the partitions it is asked about, and every search first reads what
/// was added since and then looks up on the server what it found. What a node added, forgot or purged is therefore seen by every search that starts later, on any
/// node. Searches compare every vector of the partition. Beyond the capacity the least valuable leave, in the order of <see cref="LocalSemanticStore"/>.
/// </remarks>
public sealed class RedisSemanticStore : ISemanticStore
{
    private const int Rounds = 8;

    private readonly SemanticStoreSettings _settings;
    private readonly RedisConnection _connection;
    private readonly RedisStoreOptions _options;
    private readonly VectorIndex _vectors;
    private readonly ConcurrentDictionary<string, PartitionMirror> _mirrors = new(StringComparer.Ordinal);
    private volatile PurgeList _purges = new(Version: -1, Epoch: -1, []);
    private long _searches;

    internal RedisSemanticStore(SemanticStoreSettings settings, RedisConnection connection, RedisStoreOptions options)
    {
        (_settings, _connection, _options) = (settings, connection, options);
        _vectors = new VectorIndex(settings.Dimensions);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SemanticMatch>> SearchAsync(SemanticQuery query, CancellationToken cancellationToken)
    {
        using var limit = new Limit(this, cancellationToken);
        return await limit.RunAsync(async () =>
        {
            var database = await _connection.DatabaseAsync(limit.Token).ConfigureAwait(false);
            var mirror = Mirror(query.Partition);
            var epoch = _connection.Epoch;
            var version = await mirror.CatchUpAsync(
                async (last, count) => (RedisResult[])(await Run(database, RedisScripts.Since, query.Policy, [query.Partition, last, count]).WaitAsync(limit.Token).ConfigureAwait(false))!,
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
        await ScriptAsync(RedisScripts.Add, entry.Policy, RedisRows.Add(entry, _settings.Time.GetUtcNow(), _settings.Capacity, _settings.CapacityPerScope), cancellationToken).ConfigureAwait(false);
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

    private async Task<IReadOnlyList<SemanticMatch>> FindAsync(IDatabaseAsync database, PartitionMirror mirror, PurgeList purges, SemanticQuery query, CancellationToken cancellationToken)
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
                    _ = Run(database, RedisScripts.Forget, query.Policy, [query.Partition, entry.Id, number], CommandFlags.FireAndForget);
            }

            matches = [.. found.Where(m => known.ContainsKey(m.Number)).Select(m => new SemanticMatch(known[m.Number], m.Similarity))];
            if (matches.Count == found.Count)
                break;
        }

        return matches;

        async Task<(long Number, SemanticEntry? Entry)> ReadAsync((long Number, string Id, double Similarity) match) =>
            (match.Number, RedisRows.Read(query.Partition, match.Id, match.Number, await database.HashGetAsync($"{Prefix(query.Policy)}e:{query.Partition}:{match.Id}", RedisRows.Fields).ConfigureAwait(false)));
    }

    private async Task<PurgeList> PurgesAsync(IDatabaseAsync database, string policy, long version, long epoch, CancellationToken cancellationToken)
    {
        var purges = _purges;
        if (purges.Version == version && purges.Epoch == epoch)
            return purges;
        var groups = await database.HashGetAllAsync($"{Prefix(policy)}g").WaitAsync(cancellationToken).ConfigureAwait(false);
        return _purges = new PurgeList(version, epoch, [.. groups.Select(g => (RedisRows.Group(policy, g.Name), (long)g.Value))]);
    }

    private PartitionMirror Mirror(string partition)
    {
        var mirror = _mirrors.GetOrAdd(partition, static (name, vectors) => new PartitionMirror(vectors.Partition(UInt128.Parse(name.AsSpan(0, 32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))), _vectors);
        mirror.Used = Interlocked.Increment(ref _searches);
        const int Between = 1024;
        if (mirror.Used % Between == 0 && _mirrors.Values.Sum(static m => m.Count) > _options.MirroredEntries)
        {
            foreach (var old in _mirrors.Values.OrderBy(static m => m.Used).Take(Math.Max(1, _mirrors.Count / 4)).Where(m => m != mirror))
                old.Clear();
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

    /// <summary>Groups that were purged, as of a version on the server.</summary>
    private sealed record PurgeList(long Version, long Epoch, (SemanticPurge Purge, long UpTo)[] Groups)
    {
        public bool Covers(long number, SemanticEntry entry) => Array.Exists(Groups, g => number <= g.UpTo && g.Purge.Covers(entry));
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
