namespace OptPolicy.Reporting;

/// <summary>A share of the requests: those of one model, rule, tenant or policy. Immutable.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Requests">Requests that were served there.</param>
/// <param name="Attempts">Attempts made there, in vain ones included.</param>
/// <param name="Paid">US dollars paid there.</param>
/// <param name="Baseline">US dollars that the baseline model would have cost for the answers served there.</param>
/// <param name="InputTokens">Input tokens of the answers served there.</param>
/// <param name="OutputTokens">Output tokens of the answers served there.</param>
/// <param name="LatencyP50">Half of the requests were faster.</param>
/// <param name="LatencyP95">Nineteen of twenty requests were faster.</param>
public sealed record ReportGroup(
    string Name,
    long Requests,
    long Attempts,
    decimal Paid,
    decimal Baseline,
    long InputTokens,
    long OutputTokens,
    TimeSpan LatencyP50,
    TimeSpan LatencyP95)
{
    /// <summary>US dollars saved against the baseline; negative when the policy cost more.</summary>
    public decimal Saved => Baseline - Paid;
}

/// <summary>How often something happened.</summary>
/// <param name="Name">What.</param>
/// <param name="Count">How often.</param>
public sealed record ReportCount(string Name, long Count);

/// <summary>A point in time with everything counted up to it.</summary>
/// <param name="At">The instant.</param>
/// <param name="Requests">Requests so far.</param>
/// <param name="CacheHits">Requests so far that the cache answered.</param>
/// <param name="Paid">US dollars paid so far.</param>
/// <param name="Baseline">US dollars that the baseline would have cost so far.</param>
public sealed record ReportPoint(DateTimeOffset At, long Requests, long CacheHits, decimal Paid, decimal Baseline);
