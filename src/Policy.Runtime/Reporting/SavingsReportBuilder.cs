using System.Collections.Immutable;

namespace OptPolicy.Reporting;

/// <summary>Counts requests one by one into a <see cref="SavingsReport"/>. Not thread-safe.</summary>
internal sealed class SavingsReportBuilder(ReportQuery query)
{
    private readonly GroupTally _total = new();
    private readonly Dictionary<string, GroupTally> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GroupTally> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GroupTally> _tenants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GroupTally> _policies = new(StringComparer.Ordinal);
    private readonly Dictionary<OutcomeClass, long> _outcomes = [];
    private readonly Dictionary<OutcomeClass, long> _attemptOutcomes = [];
    private readonly Timeline _timeline = new();
    private DateTimeOffset? _first;
    private DateTimeOffset? _last;
    private long _hits;
    private long _joined;
    private long _failed;
    private long _recorded;

    public void Add(in UsageEntry entry)
    {
        if (!query.Covers(entry))
            return;

        var trace = entry.Trace;
        if (trace.Cache == CacheStates.Audit)
        {
            AddAside(entry);
            return;
        }

        var hit = trace.Cache is "hit" or "semantic";
        var joined = trace.Cache is "joined";
        _first = _first < entry.At ? _first : entry.At;
        _last = _last > entry.At ? _last : entry.At;
        _hits += hit ? 1 : 0;
        _joined += joined ? 1 : 0;
        _failed += hit || joined || trace.Model is not null ? 0 : 1;
        _recorded += trace.Recorded ? 1 : 0;
        Count(_outcomes, trace.Outcome);
        _timeline.Add(entry.At, hit || joined, trace.Cost, trace.BaselineCost);

        _total.AddRequest(trace, trace.Cost, trace.Attempts.Length);
        Group(_rules, trace.Rule ?? (hit || joined ? SavingsReport.CacheName : SavingsReport.NothingName)).AddRequest(trace, trace.Cost, trace.Attempts.Length);
        Group(_tenants, entry.Tenant.Length == 0 ? "(none)" : entry.Tenant).AddRequest(trace, trace.Cost, trace.Attempts.Length);
        Group(_policies, trace.Policy).AddRequest(trace, trace.Cost, trace.Attempts.Length);

        // The model that answers gets the request; money goes to the model that it was paid for, also in vain.
        Group(_models, hit || joined ? SavingsReport.CacheName : trace.Model ?? SavingsReport.NothingName).AddRequest(trace, paid: 0, attempts: 0);
        AddAttempts(trace);
    }

    // Nobody asked: it is no request that was or was not served, but money that the cache's savings must bear.
    private void AddAside(in UsageEntry entry)
    {
        var trace = entry.Trace;
        _timeline.AddAside(entry.At, trace.Cost);
        _total.AddAside(trace);
        Group(_rules, SavingsReport.CacheName).AddAside(trace);
        Group(_tenants, entry.Tenant.Length == 0 ? "(none)" : entry.Tenant).AddAside(trace);
        Group(_policies, trace.Policy).AddAside(trace);
        AddAttempts(trace);
    }

    private void AddAttempts(DecisionTrace trace)
    {
        foreach (var attempt in trace.Attempts)
        {
            Group(_models, attempt.Model).AddAttempt(attempt.Settled);
            Count(_attemptOutcomes, attempt.Outcome);
        }
    }

    public SavingsReport Build() => new()
    {
        First = _first,
        Last = _last,
        Total = _total.ToGroup("total"),
        CacheHits = _hits,
        Joined = _joined,
        Failed = _failed,
        Recorded = _recorded,
        Models = ByPaid(_models),
        Rules = [.. Groups(_rules).OrderByDescending(static g => g.Requests).ThenBy(static g => g.Name, StringComparer.Ordinal)],
        Tenants = ByPaid(_tenants),
        Policies = ByPaid(_policies),
        Outcomes = Counts(_outcomes),
        AttemptOutcomes = Counts(_attemptOutcomes),
        Timeline = _timeline.ToPoints(),
    };

    private static GroupTally Group(Dictionary<string, GroupTally> groups, string name)
    {
        if (!groups.TryGetValue(name, out var tally))
            groups.Add(name, tally = new GroupTally());
        return tally;
    }

    private static void Count(Dictionary<OutcomeClass, long> counts, OutcomeClass outcome) =>
        counts[outcome] = counts.GetValueOrDefault(outcome) + 1;

    private static IEnumerable<ReportGroup> Groups(Dictionary<string, GroupTally> groups) => groups.Select(static g => g.Value.ToGroup(g.Key));

    private static ImmutableArray<ReportGroup> ByPaid(Dictionary<string, GroupTally> groups) =>
        [.. Groups(groups).OrderByDescending(static g => g.Paid).ThenByDescending(static g => g.Requests).ThenBy(static g => g.Name, StringComparer.Ordinal)];

    private static ImmutableArray<ReportCount> Counts(Dictionary<OutcomeClass, long> counts) =>
        [.. counts.OrderByDescending(static c => c.Value).ThenBy(static c => c.Key).Select(static c => new ReportCount(OutcomeName.Of(c.Key), c.Value))];
}
