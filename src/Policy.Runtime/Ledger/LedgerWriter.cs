using Microsoft.Data.Sqlite;

namespace OptPolicy;

/// <summary>Writes batches of requests, each batch whole or not at all. Not thread-safe.</summary>
internal sealed class LedgerWriter : IDisposable
{
    private static readonly string[] RequestColumns =
    [
        "at_us", "policy", "policy_hash", "tenant", "user", "rule", "plan", "model", "cache", "outcome", "notes",
        "cost", "baseline", "input_tokens", "output_tokens", "duration_us", "recorded",
    ];

    private static readonly string[] AttemptColumns = ["request", "step", "model", "reason", "outcome", "status", "reserved", "settled", "duration_us"];

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _request;
    private readonly SqliteCommand _attempt;

    public LedgerWriter(SqliteConnection connection)
    {
        _connection = connection;
        _request = Insert("ledger_request", RequestColumns, " RETURNING id");
        _attempt = Insert("ledger_attempt", AttemptColumns, "");
    }

    public void Write(IReadOnlyList<UsageEntry> entries)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var entry in entries)
            Write(entry, transaction);
        transaction.Commit();
    }

    public void Dispose()
    {
        _request.Dispose();
        _attempt.Dispose();
        _connection.Dispose();
    }

    private void Write(in UsageEntry entry, SqliteTransaction transaction)
    {
        var trace = entry.Trace;
        Bind(_request, transaction,
            LedgerSchema.Microseconds(entry.At), trace.Policy, trace.PolicyHash, entry.Tenant, entry.User, trace.Rule, trace.Plan, trace.Model,
            trace.Cache, trace.Outcome.ToString(), string.Join('\n', trace.Notes), PicoDollars.Up(trace.Cost), PicoDollars.Up(trace.BaselineCost),
            trace.InputTokens, trace.OutputTokens, LedgerSchema.Microseconds(trace.Duration), trace.Recorded ? 1 : 0);
        var id = (long)_request.ExecuteScalar()!;
        for (var step = 0; step < trace.Attempts.Length; step++)
        {
            var attempt = trace.Attempts[step];
            Bind(_attempt, transaction,
                id, step, attempt.Model, attempt.Reason, attempt.Outcome.ToString(), attempt.Status,
                PicoDollars.Up(attempt.Reserved), PicoDollars.Up(attempt.Settled), LedgerSchema.Microseconds(attempt.Duration));
            _attempt.ExecuteNonQuery();
        }
    }

    private SqliteCommand Insert(string table, string[] columns, string suffix)
    {
        var command = _connection.CreateCommand();
        command.CommandText = $"INSERT INTO {table}({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(static c => "$" + c))}){suffix}";
        foreach (var column in columns)
            command.Parameters.Add(new SqliteParameter("$" + column, value: null));
        return command;
    }

    private static void Bind(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }
}
