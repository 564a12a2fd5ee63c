using System.Text.Json;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Commands;

public sealed class ReportCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    [Fact]
    public async Task LedgerBecomesTextJsonAndHtml()
    {
        await WriteLedgerAsync();
        var text = await _bench.RunAsync("report", "ledger.db");
        Assert.Equal(0, text.Code);
        Assert.Contains("Saved", text.Out, StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await _bench.RunAsync("report", "ledger.db", "-f", "json")).Out);
        Assert.Equal(2, json.RootElement.GetProperty("total").GetProperty("requests").GetInt32());
        var html = await _bench.RunAsync("report", "ledger.db", "-f", "html", "-o", "out.html");
        Assert.Contains("wrote out.html", html.Out, StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>", _bench.Read("out.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TenantAndPeriodNarrowTheReport()
    {
        await WriteLedgerAsync();
        Assert.Equal(1, await RequestsAsync("--tenant", "acme"));
        Assert.Equal(1, await RequestsAsync("--from", "2026-11-02"));
        Assert.Equal(0, await RequestsAsync("--until", "2026-10-01"));

        async Task<int> RequestsAsync(params string[] options)
        {
            using var json = JsonDocument.Parse((await _bench.RunAsync(["report", "ledger.db", "-f", "json", .. options])).Out);
            return json.RootElement.GetProperty("total").GetProperty("requests").GetInt32();
        }
    }

    [Fact]
    public async Task MissingLedgerIsAUsageError()
    {
        var run = await _bench.RunAsync("report");
        Assert.Equal(2, run.Code);
        Assert.Contains("there is no ledger", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileThatIsNoLedgerIsRefusedWithoutAStackTrace()
    {
        _bench.Write("ledger.db", "this is no database, however long the text may be: " + new string('x', 4096));
        var run = await _bench.RunAsync("report", "ledger.db");
        Assert.Equal(2, run.Code);
        Assert.StartsWith("optpolicy: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BadDateIsAUsageError()
    {
        await WriteLedgerAsync();
        var run = await _bench.RunAsync("report", "ledger.db", "--from", "yesterday");
        Assert.Equal(2, run.Code);
        Assert.Contains("'yesterday' is not a date", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _bench.Dispose();

    private async Task WriteLedgerAsync()
    {
        await using var ledger = new SqliteUsageLedger(Path.Combine(_bench.Folder, "ledger.db"));
        ledger.Append(Entry(new DateTimeOffset(2026, 11, 1, 9, 0, 0, TimeSpan.Zero), "acme"));
        ledger.Append(Entry(new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero), "globex"));
        await ledger.FlushAsync(TestContext.Current.CancellationToken);
    }

    private static UsageEntry Entry(DateTimeOffset at, string tenant) => new(at, tenant, "", new DecisionTrace
    {
        Policy = "Desk",
        PolicyHash = "00",
        Rule = "short",
        Plan = "small",
        Model = "small",
        Attempts = [new AttemptTrace("small", "rule", OutcomeClass.Ok, 200, 0.01m, 0.001m, TimeSpan.FromMilliseconds(300))],
        Cost = 0.001m,
        BaselineCost = 0.01m,
        InputTokens = 100,
        OutputTokens = 20,
        Duration = TimeSpan.FromMilliseconds(310),
    });
}
