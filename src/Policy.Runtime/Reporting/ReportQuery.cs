namespace OptPolicy.Reporting;

/// <summary>Which requests a report covers. Everything that is <see langword="null"/> covers all.</summary>
public sealed record ReportQuery
{
    /// <summary>Every request.</summary>
    public static ReportQuery All { get; } = new();

    /// <summary>Requests that ended at this instant or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Requests that ended before this instant.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Requests of one tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Requests of one policy.</summary>
    public string? Policy { get; init; }

    /// <summary>Whether a request is covered.</summary>
    public bool Covers(in UsageEntry entry) =>
        (From is null || entry.At >= From) && (Until is null || entry.At < Until)
        && (Tenant is null || string.Equals(Tenant, entry.Tenant, StringComparison.Ordinal))
        && (Policy is null || string.Equals(Policy, entry.Trace.Policy, StringComparison.Ordinal));
}
