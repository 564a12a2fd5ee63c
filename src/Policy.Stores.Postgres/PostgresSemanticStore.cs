using Npgsql;
using static OptPolicy.PostgresRows;

namespace OptPolicy;

/// <summary>
/// Keeps entries in PostgreSQL with pgvector; all nodes see the same ones. A purge is seen by every search that starts after it returned. Thread-safe.
/// </summary>
/// <remarks>
/// Searches compare every vector of the partition, and only those. Beyond the capacity the least valuable leave, in the order of
/// <see cref="LocalSemanticStore"/>; room is made on the way of additions, so a policy may exceed its capacity by the additions between two collections
/// of the other nodes.
/// </remarks>
public sealed class PostgresSemanticStore : ISemanticStore
{
    private const int SpareFraction = 64;

    private readonly SemanticStoreSettings _settings;
    private readonly NpgsqlDataSource _source;
    private readonly bool _ownsSource;
    private readonly PostgresStoreOptions _options;
    private readonly PostgresSchema _schema;
    private readonly int _collectEvery;
    private readonly int _kept;
    private int _adds;

    internal PostgresSemanticStore(SemanticStoreSettings settings, NpgsqlDataSource source, bool ownsSource, PostgresStoreOptions options)
    {
        (_settings, _source, _ownsSource, _options) = (settings, source, ownsSource, options);
        _schema = new PostgresSchema(source, options, settings.Time);

        // The spare room takes the additions until the next collection, so that one node stays within the capacity.
        _kept = Math.Max(1, settings.Capacity - settings.Capacity / SpareFraction);
        _collectEvery = Math.Clamp(settings.Capacity - _kept, 1, Math.Max(1, options.AddsBetweenCollections));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SemanticMatch>> SearchAsync(SemanticQuery query, CancellationToken cancellationToken) => await RunAsync(
        async (batch, token) =>
        {
            var matches = new List<SemanticMatch>(query.Count);
            var rows = await batch.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(token).ConfigureAwait(false))
                    matches.Add(Match(rows));
            }

            return matches;
        },
        cancellationToken,
        Command(PostgresStatements.Search, Of(query.Partition), Of(query.Vector.ToArray()), Of(Now), Of((double)query.Floor), Of(query.Count))).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask AddAsync(SemanticEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        List<NpgsqlBatchCommand> commands = [Add(entry)];
        if (_settings.CapacityPerScope is { } quota)
            commands.Add(Command(PostgresStatements.ShrinkScope, Of(entry.Policy), Of(entry.Scope), Of(quota)));
        if (Interlocked.Increment(ref _adds) % _collectEvery == 0)
        {
            commands.Add(Command(PostgresStatements.DeleteExpired, Of(Now)));
            commands.Add(Command(PostgresStatements.DeletePurged, Of(entry.Policy)));
            commands.Add(Command(PostgresStatements.ShrinkPolicy, Of(entry.Policy), Of(_kept)));
        }

        await ChangeAsync(cancellationToken, [.. commands]).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> UpdateAsync(string partition, string id, SemanticEntryState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        return await ChangeAsync(cancellationToken, Update(partition, id, state)).ConfigureAwait(false) > 0;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ForgetAsync(string partition, string id, CancellationToken cancellationToken) =>
        await ChangeAsync(cancellationToken, Command(PostgresStatements.Forget, Of(partition), Of(id))).ConfigureAwait(false) > 0;

    /// <inheritdoc/>
    public async ValueTask PurgeAsync(SemanticPurge purge, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(purge);
        await ChangeAsync(cancellationToken, Purge(purge)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(string policy, CancellationToken cancellationToken) =>
        (long)(await ScalarAsync(cancellationToken, Command(PostgresStatements.Count, Of(policy))).ConfigureAwait(false))!;

    /// <inheritdoc/>
    public async ValueTask<byte[]?> ReadStateAsync(string scope, CancellationToken cancellationToken) =>
        (byte[]?)await ScalarAsync(cancellationToken, Command(PostgresStatements.ReadState, Of(scope))).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask WriteStateAsync(string scope, ReadOnlyMemory<byte> state, CancellationToken cancellationToken) =>
        await ChangeAsync(cancellationToken, Command(PostgresStatements.WriteState, Of(scope), Of(state.ToArray()))).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _ownsSource ? _source.DisposeAsync() : ValueTask.CompletedTask;

    private long Now => _settings.Time.GetUtcNow().UtcTicks;

    private Task<int> ChangeAsync(CancellationToken cancellationToken, params NpgsqlBatchCommand[] commands) =>
        RunAsync(static (batch, token) => batch.ExecuteNonQueryAsync(token), cancellationToken, commands);

    private Task<object?> ScalarAsync(CancellationToken cancellationToken, NpgsqlBatchCommand command) =>
        RunAsync(static (batch, token) => batch.ExecuteScalarAsync(token), cancellationToken, command);

    /// <summary>Runs commands as one transaction, within the time limit.</summary>
    private async Task<T> RunAsync<T>(Func<NpgsqlBatch, CancellationToken, Task<T>> run, CancellationToken cancellationToken, params NpgsqlBatchCommand[] commands)
    {
        using var timer = new CancellationTokenSource(_options.Timeout, _settings.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await _schema.ReadyAsync(limit.Token).ConfigureAwait(false);
            var connection = await _source.OpenConnectionAsync(limit.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var batch = new NpgsqlBatch(connection);
                await using (batch.ConfigureAwait(false))
                {
                    foreach (var command in commands)
                        batch.BatchCommands.Add(command);
                    return await run(batch, limit.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException exception) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"PostgreSQL did not answer the semantic cache of policy '{_settings.Policy}' within {_options.Timeout.TotalMilliseconds:0} ms.", exception);
        }
    }
}
