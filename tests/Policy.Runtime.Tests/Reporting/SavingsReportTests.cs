using OptPolicy.Reporting;

namespace OptPolicy.Runtime.Tests.Reporting;

public sealed class SavingsReportTests
{
    private static readonly SavingsReport Report = SavingsReport.From(ReportTraffic.Day);

    [Fact]
    public void CountsRequestsMoneyAndTokens()
    {
        Assert.Equal((120, 120), (Report.Total.Requests, Report.Total.Attempts));
        Assert.Equal(20 * (0.001m + 0.011m + 0.001m + 0.012m), Report.Total.Paid);
        Assert.Equal(20 * 0.052m, Report.Total.Baseline);
        Assert.Equal(Report.Total.Baseline - Report.Total.Paid, Report.Total.Saved);
        Assert.Equal((20, 0, 20, 60), (Report.CacheHits, Report.Joined, Report.Failed, Report.Recorded));
        Assert.Equal((12_000, 6_000), (Report.Total.InputTokens, Report.Total.OutputTokens));
        Assert.Equal((TimeSpan.FromMilliseconds(159), TimeSpan.FromMilliseconds(213)), (Report.Total.LatencyP50, Report.Total.LatencyP95));
    }

    [Fact]
    public void MoneyGoesToTheModelItWasPaidForAlsoInVain()
    {
        var mini = Report.Models.Single(static m => m.Name == "mini");
        var premium = Report.Models.Single(static m => m.Name == "premium");

        Assert.Equal((40, 60, 0.060m), (mini.Requests, mini.Attempts, mini.Paid));
        Assert.Equal((40, 60, 0.440m), (premium.Requests, premium.Attempts, premium.Paid));
        Assert.Equal(Report.Total.Paid, Report.Models.Sum(static m => m.Paid));
        Assert.Equal(Report.Total.Requests, Report.Models.Sum(static m => m.Requests));
        Assert.Equal(20, Report.Models.Single(static m => m.Name == SavingsReport.CacheName).Requests);
        Assert.Equal(20, Report.Models.Single(static m => m.Name == SavingsReport.NothingName).Requests);
    }

    [Fact]
    public void RulesTenantsAndPoliciesAddUpToTheTotal()
    {
        foreach (var groups in new[] { Report.Rules, Report.Tenants, Report.Policies })
        {
            Assert.Equal(Report.Total.Requests, groups.Sum(static g => g.Requests));
            Assert.Equal(Report.Total.Paid, groups.Sum(static g => g.Paid));
            Assert.Equal(Report.Total.Baseline, groups.Sum(static g => g.Baseline));
        }

        Assert.Equal(["hard", "short", "(cache)"], Report.Rules.Select(static r => r.Name));
        Assert.Contains(Report.Tenants, static t => t.Name == "(none)");
    }

    [Fact]
    public void OutcomesAreCountedForRequestsAndAttempts()
    {
        Assert.Equal([new ReportCount("ok", 100), new ReportCount("rate_limited", 20)], Report.Outcomes);
        Assert.Equal([new ReportCount("ok", 80), new ReportCount("low_confidence", 20), new ReportCount("rate_limited", 20)], Report.AttemptOutcomes);
    }

    [Fact]
    public void TheTimelineGrowsToTheTotal()
    {
        Assert.True(Report.Timeline.Length > 2);
        Assert.Equal(Report.Total.Paid, Report.Timeline[^1].Paid);
        Assert.Equal(Report.Total.Baseline, Report.Timeline[^1].Baseline);
        Assert.Equal(Report.CacheHits, Report.Timeline[^1].CacheHits);
        Assert.All(Report.Timeline.Zip(Report.Timeline.Skip(1)), static pair => Assert.True(pair.First.At < pair.Second.At && pair.First.Paid <= pair.Second.Paid));
    }

    [Fact]
    public void TheTimelineStaysSmallForALongPeriod()
    {
        var years = Enumerable.Range(0, 50_000).Select(static i => ReportTraffic.Served(i, "t", "r", "m", 0.001m, 0.002m) with { At = ReportTraffic.Start.AddMinutes(i * 50L) });

        var timeline = SavingsReport.From(years).Timeline;

        Assert.InRange(timeline.Length, 60, 240);
        Assert.Equal(50_000, timeline[^1].Requests);
    }

    [Fact]
    public void OrderDoesNotMatter()
    {
        var backwards = SavingsReport.From(ReportTraffic.Day.Reverse());

        Assert.Equal(ReportJson.Render(Report), ReportJson.Render(backwards));
    }

    [Fact]
    public void AQueryPicksTenantPolicyAndPeriod()
    {
        Assert.Equal(60, SavingsReport.From(ReportTraffic.Day, new ReportQuery { Tenant = "acme" }).Total.Requests);
        Assert.Equal(0, SavingsReport.From(ReportTraffic.Day, new ReportQuery { Policy = "Other" }).Total.Requests);
        Assert.Equal(10, SavingsReport.From(ReportTraffic.Day, new ReportQuery { From = ReportTraffic.Start, Until = ReportTraffic.Start.AddMinutes(70) }).Total.Requests);
    }

    [Fact]
    public void NothingIsAReportToo()
    {
        var empty = SavingsReport.From([]);

        Assert.Equal((0, 0m, 0m), (empty.Total.Requests, empty.SavedShare, empty.CacheShare));
        Assert.Contains("No request yet", ReportHtml.Render(empty), StringComparison.Ordinal);
        Assert.Contains("Requests", ReportText.Render(empty), StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnsureAnswerThatWasServedIsAnAnswer()
    {
        var unsure = ReportTraffic.Served(0, "t", "r", "m", 0.01m, 0.01m);

        var report = SavingsReport.From([unsure with { Trace = unsure.Trace with { Outcome = OutcomeClass.LowConfidence } }]);

        Assert.Equal(0, report.Failed);
        Assert.Equal([new ReportCount("low_confidence", 1)], report.Outcomes);
    }

    [Fact]
    public void APolicyThatCostsMoreThanTheBaselineShowsTheLoss()
    {
        var report = SavingsReport.From([ReportTraffic.Served(0, "t", "r", "m", 0.02m, 0.01m)]);

        Assert.Equal(-0.01m, report.Total.Saved);
        Assert.Equal(-1m, report.SavedShare);
        Assert.Contains("-$0.0100 (-100.0 %)", ReportText.Render(report), StringComparison.Ordinal);
    }
}
