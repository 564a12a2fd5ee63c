namespace OptPolicy;

/// <summary>Keeps a line per request for reports. Implementations are thread-safe and never fail a request.</summary>
public interface IUsageLedger
{
    /// <summary>Adds a finished request. Must not block on I/O: buffer and write behind.</summary>
    void Append(in UsageEntry entry);
}

/// <summary>A finished request without its text.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Tenant">The tenant, or empty.</param>
/// <param name="User">The user, or empty.</param>
/// <param name="Trace">The decision and its cost.</param>
public readonly record struct UsageEntry(DateTimeOffset At, string Tenant, string User, DecisionTrace Trace);
