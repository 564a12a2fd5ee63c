using Microsoft.Extensions.Time.Testing;
using OptPolicy.Runtime.Tests.Storage;

namespace OptPolicy.Runtime.Tests.Budgets;

public sealed class SqliteBudgetStoreTests : BudgetStoreContract, IDisposable
{
    private static readonly SqliteBudgetStoreOptions Fast = new() { SurvivePowerLoss = false, TimeProvider = new FakeTimeProvider(Today) };
    private readonly TemporaryFolder _folder = new();

    protected override int ModelRuns => 40;

    private string File => _folder.File("budgets.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReservationsAndSettlementsSurviveARestart()
    {
        await using (var store = new SqliteBudgetStore(File, Fast))
        {
            await store.SettleAsync(await store.ReserveAsync(Charge("a", 1m), 0.5m), 0.2m);
            await store.ReserveAsync(Charge("a", 1m), 0.6m);
        }

        await using var restarted = new SqliteBudgetStore(File, Fast);
        Assert.Equal(0.8m, await restarted.GetUsedAsync(Account("a")));
        Assert.False((await restarted.ReserveAsync(Charge("a", 1m), 0.200_000_000_001m)).IsGranted);
    }

    [Fact]
    public async Task AnotherProcessMaySettle()
    {
        BudgetReservation reservation;
        await using (var store = new SqliteBudgetStore(File, Fast))
            reservation = await store.ReserveAsync(Charge("a", 1m), 0.5m);

        await using var restarted = new SqliteBudgetStore(File, Fast);
        await restarted.SettleAsync(reservation, 0.1m);

        Assert.Equal(0.1m, await restarted.GetUsedAsync(Account("a")));
    }

    [Fact]
    public async Task TwoStoresOnOneFileShareALimit()
    {
        await using var first = new SqliteBudgetStore(File, Fast);
        await using var second = new SqliteBudgetStore(File, Fast);

        var granted = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(async () =>
            (await (i % 2 == 0 ? first : second).ReserveAsync(Charge("a", 1m), 0.01m)).IsGranted)));

        Assert.Equal(100, granted.Count(static g => g));
        Assert.Equal(1m, await first.GetUsedAsync(Account("a")));
    }

    [Fact]
    public async Task AReservationThatOutlivedItsLeaseStaysCharged()
    {
        var clock = new FakeTimeProvider(Today);
        var options = Fast with { TimeProvider = clock };
        await using var store = new SqliteBudgetStore(File, options);
        var reservation = await store.ReserveAsync(Charge("a", 1m), 0.5m);

        clock.Advance(options.Lease + TimeSpan.FromHours(2));
        await store.GetUsedAsync(Account("a"));
        await store.SettleAsync(reservation, 0.1m);

        Assert.Equal(0.5m, await store.GetUsedAsync(Account("a")));
    }

    [Fact]
    public async Task WindowsThatAreLongOverAreForgottenAndCountersWithoutWindowAreNot()
    {
        var clock = new FakeTimeProvider(Today);
        await using var store = new SqliteBudgetStore(File, Fast with { TimeProvider = clock });
        await store.ReserveAsync(Charge("a", 1m), 0.5m);
        await store.ReserveAsync(Charge("a", 1m, window: DateTimeOffset.MinValue), 0.5m);

        clock.Advance(TimeSpan.FromDays(63));
        await store.ReserveAsync(Charge("b", 1m, window: clock.GetUtcNow()), 0.1m);

        Assert.Equal(0m, await store.GetUsedAsync(Account("a")));
        Assert.Equal(0.5m, await store.GetUsedAsync(Account("a", window: DateTimeOffset.MinValue)));
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public async Task APolicyOnASimulatedClockIsCountedToo(int days)
    {
        await using var store = new SqliteBudgetStore(File, Fast);
        await store.ReserveAsync(Charge("a", 1m, window: Today.AddDays(days)), 0.5m);

        await using var restarted = new SqliteBudgetStore(File, Fast);
        Assert.Equal(0.5m, await restarted.GetUsedAsync(Account("a", window: Today.AddDays(days))));
    }

    [Fact]
    public async Task AFractionOfATrillionthCountsAsAWholeOne()
    {
        await using var store = new SqliteBudgetStore(File, Fast);

        await store.SettleAsync(await store.ReserveAsync(Charge("a", 1m), 0.1m), 0.000_000_000_000_3m);

        Assert.Equal(0.000_000_000_001m, await store.GetUsedAsync(Account("a")));
    }

    [Fact]
    public async Task AnAmountBeyondAllCountingIsRefusedAndAHugeLimitIsNot()
    {
        await using var store = new SqliteBudgetStore(File, Fast);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.ReserveAsync(Charge("a", 1m), 10_000_000m));
        Assert.True((await store.ReserveAsync(Charge("a", decimal.MaxValue), 4_000_000m)).IsGranted);
    }

    [Fact]
    public async Task ALockedFileFailsTheReservationAndTakesNothing()
    {
        await using var store = new SqliteBudgetStore(File, Fast with { BusyTimeout = TimeSpan.FromMilliseconds(50) });
        using (var other = new RawSqlite(File))
        {
            other.Execute("BEGIN IMMEDIATE");
            var error = await Assert.ThrowsAsync<PolicyStorageException>(async () => await store.ReserveAsync(Charge("a", 1m), 0.1m));
            Assert.Contains("locked by another process", error.Message, StringComparison.Ordinal);
            other.Execute("ROLLBACK");
        }

        Assert.Equal(0m, await store.GetUsedAsync(Account("a")));
        Assert.True((await store.ReserveAsync(Charge("a", 1m), 0.1m)).IsGranted);
    }

    [Fact]
    public async Task ALockedFileMayCountAsUsedUpSoThatFreeModelsStillServe()
    {
        await using var store = new SqliteBudgetStore(File, Fast with { BusyTimeout = TimeSpan.FromMilliseconds(50), WhenUnavailable = BudgetFailureMode.Deny });
        using var other = new RawSqlite(File);
        other.Execute("BEGIN IMMEDIATE");

        Assert.False((await store.ReserveAsync(Charge("a", 1m), 0.1m)).IsGranted);
        Assert.True((await store.ReserveAsync(Charge("a", 1m), 0m)).IsGranted);
        other.Execute("ROLLBACK");
    }

    [Fact]
    public async Task ADamagedFileFailsClosed()
    {
        await using var store = new SqliteBudgetStore(File, Fast);
        using (var other = new RawSqlite(File))
            other.Execute("DROP TABLE budget_account");

        var error = await Assert.ThrowsAsync<PolicyStorageException>(async () => await store.ReserveAsync(Charge("a", 1m), 0.1m));
        Assert.Contains(File, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BytesThatRotFailClosed()
    {
        await using (var store = new SqliteBudgetStore(File, Fast))
            await store.ReserveAsync(Charge("a", 1m), 0.1m);
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        bytes.AsSpan(4096).Fill(0xA5);
        await System.IO.File.WriteAllBytesAsync(File, bytes);

        var error = await Assert.ThrowsAsync<PolicyStorageException>(async () =>
        {
            await using var store = new SqliteBudgetStore(File, Fast);
            await store.ReserveAsync(Charge("a", 1m), 0.1m);
        });

        Assert.Contains("is damaged", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(13, "the disk is full")]
    [InlineData(8, "is read-only")]
    [InlineData(14, "cannot be opened")]
    [InlineData(10, "SQLite error 10")]
    public void TroubleWithTheFileIsExplained(int sqliteError, string cause)
    {
        var error = SqliteFile.Explain("/data/budgets.db", new Microsoft.Data.Sqlite.SqliteException("raw", sqliteError));

        Assert.Contains("'/data/budgets.db'", error.Message, StringComparison.Ordinal);
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsNoDatabaseIsRefused()
    {
        using var text = new TemporaryFile(new string('x', 5000), ".db");

        Assert.Contains("not a SQLite file", Assert.Throws<PolicyStorageException>(() => new SqliteBudgetStore(text.Path, Fast)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AClosedStoreSaysSo()
    {
        var store = new SqliteBudgetStore(File, Fast);
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.ReserveAsync(Charge("a", 1m), 0.1m));
    }

    [Fact]
    public async Task BudgetsAndLedgerShareAFile()
    {
        await using var ledger = new SqliteUsageLedger(File);
        await using var store = new SqliteBudgetStore(File, Fast);

        ledger.Append(Reporting.ReportTraffic.Day[0]);
        Assert.True((await store.ReserveAsync(Charge("a", 1m), 0.1m)).IsGranted);
        await ledger.FlushAsync();

        Assert.Single(LedgerFile.Read(File));
    }

    private protected override ValueTask<OpenStore> OpenAsync()
    {
        var store = new SqliteBudgetStore(File, Fast);
        return new(new OpenStore(store, store.DisposeAsync));
    }
}
