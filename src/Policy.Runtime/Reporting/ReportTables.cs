using System.Collections.Immutable;

namespace OptPolicy.Reporting;

/// <summary>Lays a report out as tables for a terminal.</summary>
public static class ReportTables
{
    /// <summary>Every table of a report that has rows, most important first.</summary>
    public static ImmutableArray<ReportTable> Of(SavingsReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ImmutableArray<ReportTable> tables =
        [
            Summary(report),
            Groups("By model", "Model", report.Models, report.Total.Requests),
            Groups("By rule", "Rule", report.Rules, report.Total.Requests),
            Groups("By tenant", "Tenant", report.Tenants, report.Total.Requests),
            Groups("By policy", "Policy", report.Policies, report.Total.Requests),
            Counts("How requests ended", "Outcome", report.Outcomes),
            Counts("How attempts ended", "Outcome", report.AttemptOutcomes),
        ];
        return tables.RemoveAll(static t => t.Rows.IsEmpty);
    }

    /// <summary>One sentence that says whether answers were replayed, or <see langword="null"/> when none was.</summary>
    public static string? RecordedNotice(SavingsReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Recorded == 0
            ? null
            : $"{ReportFormat.Count(report.Recorded)} of {ReportFormat.Count(report.Total.Requests)} answers ({ReportFormat.Percent(report.RecordedShare)}) were replayed from recordings: no model was called and no money was paid for them. Amounts follow the prices in the policy.";
    }

    private static ReportTable Summary(SavingsReport report)
    {
        var total = report.Total;
        return new ReportTable("Summary", ["What", "Value"],
        [
            ["Requests", ReportFormat.Count(total.Requests)],
            ["Answered by the cache", $"{ReportFormat.Count(report.CacheHits + report.Joined)} ({ReportFormat.Percent(report.CacheShare)})"],
            ["Without an answer", ReportFormat.Count(report.Failed)],
            ["Attempts at models", ReportFormat.Count(total.Attempts)],
            ["Tokens in / out", $"{ReportFormat.Count(total.InputTokens)} / {ReportFormat.Count(total.OutputTokens)}"],
            ["Latency p50 / p95", $"{ReportFormat.Duration(total.LatencyP50)} / {ReportFormat.Duration(total.LatencyP95)}"],
            ["Replayed from recordings", ReportFormat.Percent(report.RecordedShare)],
            ["Paid", ReportFormat.Money(total.Paid)],
            ["Without the policy", ReportFormat.Money(total.Baseline)],
            ["Saved", $"{ReportFormat.Money(total.Saved)} ({ReportFormat.Percent(report.SavedShare)})"],
        ]);
    }

    private static ReportTable Groups(string title, string heading, ImmutableArray<ReportGroup> groups, long requests) => new(
        title,
        [heading, "Requests", "Share", "Attempts", "Paid", "Baseline", "Saved", "p50", "p95"],
        [.. groups.Select(g => ImmutableArray.Create(
            g.Name,
            ReportFormat.Count(g.Requests),
            ReportFormat.Percent(requests == 0 ? 0 : (decimal)g.Requests / requests),
            ReportFormat.Count(g.Attempts),
            ReportFormat.Money(g.Paid),
            ReportFormat.Money(g.Baseline),
            ReportFormat.Money(g.Saved),
            ReportFormat.Duration(g.LatencyP50),
            ReportFormat.Duration(g.LatencyP95)))]);

    private static ReportTable Counts(string title, string heading, ImmutableArray<ReportCount> counts) =>
        new(title, [heading, "Count"], [.. counts.Select(static c => ImmutableArray.Create(c.Name, ReportFormat.Count(c.Count)))]);
}
