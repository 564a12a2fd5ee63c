using OptPolicy.Reporting;
using OptPolicy.Runtime.Tests.Reporting;
using OptPolicy.Runtime.Tests.Storage;

namespace OptPolicy.Runtime.Tests.Ledger;

public sealed class SqliteUsageLedgerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("sub/ledger.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WhatIsAppendedReadsBackTheSame()
    {
        await using (var ledger = new SqliteUsageLedger(File))
            Append(ledger, ReportTraffic.Day);

        var read = LedgerFile.Read(File).ToList();

        Assert.Equal(ReportTraffic.Day.Length, read.Count);
        foreach (var (expected, actual) in ReportTraffic.Day.Zip(read))
        {
            Assert.Equal(expected.Trace.Attempts, actual.Trace.Attempts);
            Assert.Equal(expected with { Trace = expected.Trace with { Attempts = [], Notes = [] } }, actual with { Trace = actual.Trace with { Attempts = [], Notes = [] } });
        }

        Assert.Equal(ReportJson.Render(SavingsReport.From(ReportTraffic.Day)), ReportJson.Render(SavingsReport.From(read)));
    }

    [Fact]
    public async Task NotesAndTheSmallestAmountsSurvive()
    {
        var entry = ReportTraffic.Served(0, "t", "r", "m", 0.000_000_000_001m, 0.000_000_025m);
        entry = entry with { Trace = entry.Trace with { Notes = ["tenant day 83 %", "skipped mini: context"] } };
        await using (var ledger = new SqliteUsageLedger(File))
            ledger.Append(entry);

        var trace = Assert.Single(LedgerFile.Read(File)).Trace;

        Assert.Equal(entry.Trace.Notes, trace.Notes);
        Assert.Equal((0.000_000_000_001m, 0.000_000_025m), (trace.Cost, trace.BaselineCost));
    }

    [Fact]
    public async Task AFlushedLedgerCanBeReadWhileItIsOpen()
    {
        await using var ledger = new SqliteUsageLedger(File);
        Append(ledger, ReportTraffic.Day);

        await ledger.FlushAsync();

        Assert.Equal(ReportTraffic.Day.Length, LedgerFile.Read(File).Count());
    }

    [Fact]
    public async Task TheQueryIsAnsweredByTheFile()
    {
        await using (var ledger = new SqliteUsageLedger(File))
            Append(ledger, ReportTraffic.Day);
        var query = new ReportQuery { Tenant = "acme", Policy = "Desk", From = ReportTraffic.Start.AddHours(1), Until = ReportTraffic.Start.AddHours(3) };

        var read = LedgerFile.Read(File, query).ToList();

        Assert.Equal(ReportTraffic.Day.Count(e => query.Covers(e)), read.Count);
        Assert.NotEmpty(read);
        Assert.All(read, e => Assert.True(query.Covers(e)));
    }

    [Fact]
    public async Task TwoAppsWriteToOneFile()
    {
        await using (var first = new SqliteUsageLedger(File))
        await using (var second = new SqliteUsageLedger(File))
        {
            await Task.WhenAll(Task.Run(() => Append(first, ReportTraffic.Day)), Task.Run(() => Append(second, ReportTraffic.Day)));
        }

        Assert.Equal(2 * ReportTraffic.Day.Length, LedgerFile.Read(File).Count());
    }

    [Fact]
    public async Task AppendingNeverWaitsAndWhatDoesNotFitIsCounted()
    {
        await using var ledger = new SqliteUsageLedger(File, capacity: 8);
        using (var other = new RawSqlite(File))
        {
            other.Execute("BEGIN IMMEDIATE");
            for (var i = 0; i < 2_000; i++)
                ledger.Append(ReportTraffic.Day[0]);
            Assert.True(ledger.Dropped > 0);
            other.Execute("ROLLBACK");
        }

        await ledger.FlushAsync();
        Assert.Equal(2_000, ledger.Dropped + LedgerFile.Read(File).Count());
    }

    [Fact]
    public async Task AFileThatBreaksLosesRequestsButFailsNone()
    {
        await using var ledger = new SqliteUsageLedger(File);
        using (var other = new RawSqlite(File))
            other.Execute("DROP TABLE ledger_attempt");

        Append(ledger, ReportTraffic.Day);
        await ledger.FlushAsync();

        Assert.Equal(ReportTraffic.Day.Length, ledger.Dropped);
    }

    [Fact]
    public void AMissingLedgerIsNamed()
    {
        var error = Assert.Throws<PolicyStorageException>(() => LedgerFile.Read(File).ToList());

        Assert.Contains($"'{File}' does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileOfAnotherKindIsRefused()
    {
        using var text = new TemporaryFile(new string('x', 5000), ".db");

        Assert.Contains("not a SQLite file", Assert.Throws<PolicyStorageException>(() => LedgerFile.Read(text.Path).ToList()).Message, StringComparison.Ordinal);
        Assert.Contains("not a SQLite file", Assert.Throws<PolicyStorageException>(() => new SqliteUsageLedger(text.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADatabaseWithoutALedgerIsRefused()
    {
        var path = _folder.File("other.db");
        using (var other = new RawSqlite(path))
            other.Execute("CREATE TABLE mine(x)");

        Assert.Contains("has no ledger", Assert.Throws<PolicyStorageException>(() => LedgerFile.Read(path).ToList()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALedgerOfANewerVersionIsRefused()
    {
        await using (new SqliteUsageLedger(File))
        {
        }

        using (var other = new RawSqlite(File))
            other.Execute("UPDATE optpolicy_component SET version = 99");

        Assert.Contains("version 99", Assert.Throws<PolicyStorageException>(() => new SqliteUsageLedger(File)).Message, StringComparison.Ordinal);
        Assert.Contains("version 99", Assert.Throws<PolicyStorageException>(() => LedgerFile.Read(File).ToList()).Message, StringComparison.Ordinal);
    }

    private static void Append(SqliteUsageLedger ledger, IEnumerable<UsageEntry> entries)
    {
        foreach (var entry in entries)
            ledger.Append(entry);
    }
}
