namespace OptPolicy;

/// <summary>The ledger's tables: a row per request and one per attempt. Money in trillionths of a dollar, time in microseconds.</summary>
internal static class LedgerSchema
{
    public const string Component = "ledger";
    public const int Version = 1;

    public const string Create = """
        CREATE TABLE ledger_request(
          id INTEGER PRIMARY KEY,
          at_us INTEGER NOT NULL,
          policy TEXT NOT NULL, policy_hash TEXT NOT NULL,
          tenant TEXT NOT NULL, user TEXT NOT NULL,
          rule TEXT, plan TEXT, model TEXT,
          cache TEXT NOT NULL, outcome TEXT NOT NULL, notes TEXT NOT NULL,
          cost INTEGER NOT NULL, baseline INTEGER NOT NULL,
          input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
          duration_us INTEGER NOT NULL, recorded INTEGER NOT NULL);
        CREATE INDEX ledger_request_at ON ledger_request(at_us);
        CREATE TABLE ledger_attempt(
          request INTEGER NOT NULL, step INTEGER NOT NULL,
          model TEXT NOT NULL, reason TEXT NOT NULL, outcome TEXT NOT NULL, status INTEGER NOT NULL,
          reserved INTEGER NOT NULL, settled INTEGER NOT NULL, duration_us INTEGER NOT NULL,
          PRIMARY KEY(request, step)) WITHOUT ROWID;
        """;

    public static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    public static long Microseconds(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
