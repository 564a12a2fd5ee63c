namespace OptPolicy.Compression.Pipeline.Orders;

/// <summary>How an order differs from another with the same seeds. Immutable.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Reference">The order that it is compared with.</param>
/// <param name="IsRatio">Whether <paramref name="Value"/> is a ratio (perplexity, size) or a difference (shares).</param>
/// <param name="Value">The mean over seeds, of ratios the geometric one.</param>
/// <param name="Low">Lower end of the 95 % interval by Student's t over the seeds' pairs; <see langword="null"/> with one seed.</param>
/// <param name="High">The upper end.</param>
public sealed record OrderContrast(string Metric, string Reference, bool IsRatio, double Value, double? Low, double? High);
