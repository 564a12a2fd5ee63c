using System.Globalization;
using Microsoft.Data.Sqlite;

namespace OptPolicy;

/// <summary>The tables of a file of budgets and the statements on them. Not thread-safe; every call runs in the current transaction.</summary>
internal sealed class BudgetTables : IDisposable
{
    public const string Component = "budgets";
    public const int Version = 1;

    // AUTOINCREMENT: an id is never given twice, so a late settlement cannot hit somebody else's reservation.
    public const string Create = """
        CREATE TABLE budget_account(
          policy TEXT NOT NULL, budget INTEGER NOT NULL, key TEXT NOT NULL, window_ms INTEGER NOT NULL,
          used INTEGER NOT NULL,
          PRIMARY KEY(policy, budget, key, window_ms)) WITHOUT ROWID;
        CREATE TABLE budget_reservation(
          id INTEGER PRIMARY KEY AUTOINCREMENT, amount INTEGER NOT NULL, at_ms INTEGER NOT NULL);
        """;

    // Longer than the longest window, so that nothing that still limits anything is forgotten.
    private static readonly TimeSpan WindowMemory = TimeSpan.FromDays(62);

    private readonly SqliteCommand _used;
    private readonly SqliteCommand _add;
    private readonly SqliteCommand _open;
    private readonly SqliteCommand _close;
    private readonly SqliteCommand _forget;

    public BudgetTables(SqliteConnection connection)
    {
        _used = Command(connection, "SELECT used FROM budget_account WHERE policy = $1 AND budget = $2 AND key = $3 AND window_ms = $4", 4);
        _add = Command(connection, "INSERT INTO budget_account(policy, budget, key, window_ms, used) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO UPDATE SET used = used + excluded.used", 5);
        _open = Command(connection, "INSERT INTO budget_reservation(amount, at_ms) VALUES ($1, $2) RETURNING id", 2);
        _close = Command(connection, "DELETE FROM budget_reservation WHERE id = $1 RETURNING amount", 1);
        _forget = Command(connection, """
            DELETE FROM budget_reservation WHERE at_ms < $1;
            DELETE FROM budget_account WHERE window_ms > $3 AND window_ms < min($2, (SELECT max(window_ms) FROM budget_account) - $4);
            """, 4);
    }

    public void Use(SqliteTransaction transaction)
    {
        foreach (var command in All)
            command.Transaction = transaction;
    }

    public long Used(in BudgetAccount account)
    {
        BindAccount(_used, account);
        return (long?)_used.ExecuteScalar() ?? 0;
    }

    public void Add(in BudgetAccount account, long picoDollars)
    {
        BindAccount(_add, account);
        _add.Parameters[4].Value = picoDollars;
        _add.ExecuteNonQuery();
    }

    public long OpenReservation(long picoDollars, DateTimeOffset now)
    {
        _open.Parameters[0].Value = picoDollars;
        _open.Parameters[1].Value = now.ToUnixTimeMilliseconds();
        return (long)_open.ExecuteScalar()!;
    }

    /// <summary>The amount of a reservation that was open, or <see langword="null"/>.</summary>
    public long? CloseReservation(long id)
    {
        _close.Parameters[0].Value = id;
        return (long?)_close.ExecuteScalar();
    }

    /// <summary>Drops what can no longer matter: reservations past their lease, which stay charged, and windows long over.</summary>
    /// <remarks>A window is over when both this clock and the newest window say so: policies may run on a simulated clock.</remarks>
    public void Forget(DateTimeOffset now, TimeSpan lease)
    {
        _forget.Parameters[0].Value = (now - lease).ToUnixTimeMilliseconds();
        _forget.Parameters[1].Value = (now - WindowMemory).ToUnixTimeMilliseconds();
        _forget.Parameters[2].Value = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
        _forget.Parameters[3].Value = (long)WindowMemory.TotalMilliseconds;
        _forget.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var command in All)
            command.Dispose();
    }

    private SqliteCommand[] All => [_used, _add, _open, _close, _forget];

    private static SqliteCommand Command(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter("$" + i.ToString(CultureInfo.InvariantCulture), value: null));
        return command;
    }

    private static void BindAccount(SqliteCommand command, in BudgetAccount account)
    {
        command.Parameters[0].Value = account.Policy;
        command.Parameters[1].Value = account.Budget;
        command.Parameters[2].Value = account.Key;
        command.Parameters[3].Value = account.WindowStart.ToUnixTimeMilliseconds();
    }
}
