namespace OptPolicy;

/// <summary>How much of a model one process may use: <c>rate.requests</c>, <c>rate.tokens</c> and <c>rate.wait</c>. Immutable.</summary>
/// <param name="RequestsPerMinute">Attempts in any minute (RPM), at least 1; <see langword="null"/> for no limit.</param>
/// <param name="TokensPerMinute">Input and output tokens in any minute (TPM), at least 1; <see langword="null"/> for no limit.</param>
/// <param name="Wait">How long an attempt waits for room before it counts as <see cref="OutcomeClass.RateLimited"/>.</param>
public sealed record ModelRate(long? RequestsPerMinute, long? TokensPerMinute, TimeSpan Wait);
