using Npgsql;

namespace OptPolicy;

/// <summary>Creates the tables at the first use and again after it failed. Thread-safe.</summary>
internal sealed class PostgresSchema(NpgsqlDataSource source, PostgresStoreOptions options, TimeProvider time)
{
    private readonly Lock _starting = new();
    private Task? _creation;
    private long _startedAt;

    /// <summary>Waits until the tables are there. Whoever stops waiting does not stop the others.</summary>
    public Task ReadyAsync(CancellationToken cancellationToken)
    {
        var creation = Volatile.Read(ref _creation);
        return creation is { IsCompletedSuccessfully: true } ? Task.CompletedTask : Started().WaitAsync(cancellationToken);
    }

    private Task Started()
    {
        lock (_starting)
        {
            var isDue = _creation is null || (_creation is { IsCompleted: true, IsCompletedSuccessfully: false } && time.GetElapsedTime(_startedAt) >= options.RetryAfter);
            if (isDue)
            {
                _startedAt = time.GetTimestamp();
                _creation = Task.Run(CreateAsync, CancellationToken.None);
            }

            return _creation!;
        }
    }

    private async Task CreateAsync()
    {
        using var limit = new CancellationTokenSource(options.SchemaTimeout, time);
        var connection = await source.OpenConnectionAsync(limit.Token).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = new NpgsqlCommand(PostgresStatements.Schema, connection);
            await using (command.ConfigureAwait(false))
                await command.ExecuteNonQueryAsync(limit.Token).ConfigureAwait(false);
        }
    }
}
