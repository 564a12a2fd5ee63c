using System.Collections.Immutable;

namespace OptPolicy.Reporting;

/// <summary>What a policy paid and what it saved. Immutable.</summary>
/// <remarks>Holds names, counts and money; no prompt text.</remarks>
public sealed record SavingsReport
{
    /// <summary>The name of the group of requests that the cache answered.</summary>
    public const string CacheName = "(cache)";

    /// <summary>The name of the group of requests that nothing answered.</summary>
    public const string NothingName = "(no answer)";

    /// <summary>When the first request ended; <see langword="null"/> without requests.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>When the last request ended; <see langword="null"/> without requests.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>All requests; latencies are those of all requests.</summary>
    public required ReportGroup Total { get; init; }

    /// <summary>Requests that the cache answered.</summary>
    public long CacheHits { get; init; }

    /// <summary>Requests that waited for an identical one in flight and shared its answer.</summary>
    public long Joined { get; init; }

    /// <summary>Requests without an answer.</summary>
    public long Failed { get; init; }

    /// <summary>Requests whose answer was replayed from a recording, so that no model was called.</summary>
    public long Recorded { get; init; }

    /// <summary>By the model that answered; <see cref="CacheName"/> where the cache did. Most paid first.</summary>
    public ImmutableArray<ReportGroup> Models { get; init; } = [];

    /// <summary>By the rule that decided. Most requests first.</summary>
    public ImmutableArray<ReportGroup> Rules { get; init; } = [];

    /// <summary>By tenant. Most paid first.</summary>
    public ImmutableArray<ReportGroup> Tenants { get; init; } = [];

    /// <summary>By policy. Most paid first.</summary>
    public ImmutableArray<ReportGroup> Policies { get; init; } = [];

    /// <summary>How requests ended.</summary>
    public ImmutableArray<ReportCount> Outcomes { get; init; } = [];

    /// <summary>How attempts ended.</summary>
    public ImmutableArray<ReportCount> AttemptOutcomes { get; init; } = [];

    /// <summary>Cumulative money over time, oldest first; at most some hundred points.</summary>
    public ImmutableArray<ReportPoint> Timeline { get; init; } = [];

    /// <summary>Share of the baseline that was saved, negative when the policy cost more; 0 without a baseline.</summary>
    public decimal SavedShare => Total.Baseline == 0 ? 0 : Total.Saved / Total.Baseline;

    /// <summary>Share of requests that the cache answered or that shared an answer, 0 to 1.</summary>
    public decimal CacheShare => Share(CacheHits + Joined);

    /// <summary>Share of requests whose answer was replayed, 0 to 1.</summary>
    public decimal RecordedShare => Share(Recorded);

    /// <summary>Counts requests.</summary>
    /// <param name="entries">In any order.</param>
    /// <param name="query">Which of them; all by default.</param>
    public static SavingsReport From(IEnumerable<UsageEntry> entries, ReportQuery? query = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var builder = new SavingsReportBuilder(query ?? ReportQuery.All);
        foreach (var entry in entries)
            builder.Add(entry);
        return builder.Build();
    }

    private decimal Share(long requests) => Total.Requests == 0 ? 0 : (decimal)requests / Total.Requests;
}
