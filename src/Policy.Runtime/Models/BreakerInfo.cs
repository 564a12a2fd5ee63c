namespace OptPolicy;

/// <summary>A model's circuit breaker: the settings <c>breaker.…</c>. Immutable.</summary>
/// <param name="Failures">The share of failed attempts, above 0 and at most 1, from which on the breaker opens.</param>
/// <param name="Attempts">How many attempts must have ended in the window before the share counts.</param>
/// <param name="Window">How long an attempt counts.</param>
/// <param name="Pause">How long the model is left alone.</param>
public sealed record BreakerInfo(double Failures, long Attempts, TimeSpan Window, TimeSpan Pause);
