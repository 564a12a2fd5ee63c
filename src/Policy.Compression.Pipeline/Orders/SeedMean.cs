using OptPolicy.Compression.Pipeline.Judging;

namespace OptPolicy.Compression.Pipeline.Orders;

/// <summary>Means over seeds with 95 % intervals by Student's t.</summary>
internal static class SeedMean
{
    // Two-sided 97.5 % quantiles for 1, 2, … degrees of freedom.
    private static readonly double[] Quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

    private const double NormalQuantile = 1.96;

    public static IReadOnlyList<MetricComparison> Of(IReadOnlyList<Judgement> runs) =>
        [.. runs[0].Metrics.Select(static m => m.Metric).Select(name => Mean([.. runs.Select(r => r.Find(name)).OfType<MetricComparison>()]))];

    private static MetricComparison Mean(IReadOnlyList<MetricComparison> values)
    {
        var (count, mean) = (values.Count, values.Average(static v => v.Made));
        var result = values[0] with { Original = values.Average(static v => v.Original), Made = mean, Low = null, High = null };
        if (count < 2)
            return result;
        var deviation = Math.Sqrt(values.Sum(v => (v.Made - mean) * (v.Made - mean)) / (count - 1));
        var half = (count - 2 < Quantiles.Length ? Quantiles[count - 2] : NormalQuantile) * deviation / Math.Sqrt(count);
        return result with { Low = mean - half, High = mean + half };
    }
}
