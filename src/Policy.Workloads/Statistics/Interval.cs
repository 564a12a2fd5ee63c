namespace OptPolicy.Workloads.Statistics;

/// <summary>An estimate with what it may be. Immutable.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <param name="Confidence">How often such an interval holds the true value, 0…1.</param>
public sealed record Interval(double Value, double Low, double High, double Confidence);
