using System.Collections.Immutable;

namespace OptPolicy.Runtime.Tests.Reporting;

/// <summary>A day of requests with known totals.</summary>
internal static class ReportTraffic
{
    public static readonly DateTimeOffset Start = new(2026, 5, 4, 8, 0, 0, TimeSpan.Zero);

    public static readonly ImmutableArray<UsageEntry> Day =
    [
        .. Enumerable.Range(0, 120).Select(static i => (i % 6) switch
        {
            0 => Served(i, "acme", "short", "mini", 0.001m, 0.010m),
            1 => Hit(i, "acme"),
            2 => Served(i, "globex", "hard", "premium", 0.010m, 0.010m, Attempt("mini", "cascade", OutcomeClass.LowConfidence, 0.001m)),
            3 => Served(i, "globex", "short", "mini", 0.001m, 0.010m),
            4 => Served(i, "", "hard", "premium", 0.012m, 0.012m),
            _ => Failed(i),
        }),
    ];

    public static AttemptTrace Attempt(string model, string reason, OutcomeClass outcome, decimal settled) =>
        new(model, reason, outcome, outcome == OutcomeClass.RateLimited ? 429 : 0, settled * 2, settled, TimeSpan.FromMilliseconds(200));

    public static UsageEntry Served(int i, string tenant, string rule, string model, decimal cost, decimal baseline, params AttemptTrace[] before) => new(
        Start.AddMinutes(i * 7),
        tenant,
        "u" + (i % 3),
        new DecisionTrace
        {
            Policy = "Desk",
            PolicyHash = "abc",
            Rule = rule,
            Plan = model,
            Model = model,
            Cache = "miss",
            Attempts = [.. before, Attempt(model, "rule", OutcomeClass.Ok, cost)],
            Cost = cost + before.Sum(static a => a.Settled),
            BaselineCost = baseline,
            InputTokens = 100,
            OutputTokens = 50,
            Duration = TimeSpan.FromMilliseconds(100 + i),
            Recorded = i < 60,
        });

    private static UsageEntry Hit(int i, string tenant)
    {
        var served = Served(i, tenant, "short", "mini", 0, 0.010m);
        return served with { Trace = served.Trace with { Rule = null, Plan = null, Model = null, Cache = "hit", Attempts = [] } };
    }

    private static UsageEntry Failed(int i)
    {
        var served = Served(i, "acme", "hard", "premium", 0, 0);
        return served with { Trace = served.Trace with { Model = null, Outcome = OutcomeClass.RateLimited, Attempts = [Attempt("premium", "rule", OutcomeClass.RateLimited, 0)] } };
    }
}
