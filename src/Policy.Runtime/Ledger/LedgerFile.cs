using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using OptPolicy.Reporting;

namespace OptPolicy;

/// <summary>Reads the file of a <see cref="SqliteUsageLedger"/>, also while an app writes to it.</summary>
public static class LedgerFile
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Reads the requests that a query covers, in the order they were written. One row is in memory at a time.</summary>
    /// <param name="path">The ledger's file.</param>
    /// <param name="query">Which requests; all by default.</param>
    /// <exception cref="PolicyStorageException">The file does not exist, is no ledger or cannot be read. Thrown while enumerating.</exception>
    public static IEnumerable<UsageEntry> Read(string path, ReportQuery? query = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return ReadCore(path, query ?? ReportQuery.All);
    }

    private static IEnumerable<UsageEntry> ReadCore(string path, ReportQuery query)
    {
        using var connection = SqliteFile.OpenForReading(path, LedgerSchema.Component, LedgerSchema.Version, BusyTimeout);
        using var command = Select(connection, query);
        using var rows = command.ExecuteReader();
        UsageEntry? request = null;
        var id = 0L;
        var attempts = ImmutableArray.CreateBuilder<AttemptTrace>();
        while (Next(rows, path))
        {
            if (request is null || rows.GetInt64(0) != id)
            {
                if (request is { } complete)
                    yield return With(complete, attempts);
                id = rows.GetInt64(0);
                request = Request(rows);
            }

            if (!rows.IsDBNull(18))
                attempts.Add(Attempt(rows));
        }

        if (request is { } last)
            yield return With(last, attempts);
    }

    private static SqliteCommand Select(SqliteConnection connection, ReportQuery query)
    {
        var command = connection.CreateCommand();
        command.CommandText = """
            SELECT r.id, r.at_us, r.policy, r.policy_hash, r.tenant, r.user, r.rule, r.plan, r.model, r.cache, r.outcome, r.notes,
                   r.cost, r.baseline, r.input_tokens, r.output_tokens, r.duration_us, r.recorded,
                   a.model, a.reason, a.outcome, a.status, a.reserved, a.settled, a.duration_us
            FROM ledger_request r LEFT JOIN ledger_attempt a ON a.request = r.id
            WHERE ($from IS NULL OR r.at_us >= $from) AND ($until IS NULL OR r.at_us < $until)
              AND ($tenant IS NULL OR r.tenant = $tenant) AND ($policy IS NULL OR r.policy = $policy)
            ORDER BY r.id, a.step
            """;
        command.Parameters.AddWithValue("$from", query.From is { } from ? LedgerSchema.Microseconds(from) : DBNull.Value);
        command.Parameters.AddWithValue("$until", query.Until is { } until ? LedgerSchema.Microseconds(until) : DBNull.Value);
        command.Parameters.AddWithValue("$tenant", (object?)query.Tenant ?? DBNull.Value);
        command.Parameters.AddWithValue("$policy", (object?)query.Policy ?? DBNull.Value);
        return command;
    }

    private static bool Next(SqliteDataReader rows, string path)
    {
        try
        {
            return rows.Read();
        }
        catch (SqliteException e)
        {
            throw SqliteFile.Explain(path, e);
        }
    }

    private static UsageEntry Request(SqliteDataReader row) => new(
        DateTimeOffset.UnixEpoch.AddTicks(row.GetInt64(1) * TimeSpan.TicksPerMicrosecond),
        row.GetString(4),
        row.GetString(5),
        new DecisionTrace
        {
            Policy = row.GetString(2),
            PolicyHash = row.GetString(3),
            Rule = Text(row, 6),
            Plan = Text(row, 7),
            Model = Text(row, 8),
            Cache = row.GetString(9),
            Outcome = Outcome(row.GetString(10)),
            Notes = [.. row.GetString(11).Split('\n', StringSplitOptions.RemoveEmptyEntries)],
            Cost = PicoDollars.ToDollars(row.GetInt64(12)),
            BaselineCost = PicoDollars.ToDollars(row.GetInt64(13)),
            InputTokens = row.GetInt64(14),
            OutputTokens = row.GetInt64(15),
            Duration = Span(row.GetInt64(16)),
            Recorded = row.GetInt64(17) != 0,
        });

    private static AttemptTrace Attempt(SqliteDataReader row) => new(
        row.GetString(18),
        row.GetString(19),
        Outcome(row.GetString(20)),
        row.GetInt32(21),
        PicoDollars.ToDollars(row.GetInt64(22)),
        PicoDollars.ToDollars(row.GetInt64(23)),
        Span(row.GetInt64(24)));

    private static UsageEntry With(in UsageEntry request, ImmutableArray<AttemptTrace>.Builder attempts) =>
        request with { Trace = request.Trace with { Attempts = attempts.DrainToImmutable() } };

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static TimeSpan Span(long microseconds) => TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static OutcomeClass Outcome(string name) => Enum.TryParse<OutcomeClass>(name, out var outcome)
        ? outcome
        : throw new PolicyStorageException(string.Create(CultureInfo.InvariantCulture, $"The ledger has a request with the unknown outcome '{name}'. Use the program that wrote it."));
}
