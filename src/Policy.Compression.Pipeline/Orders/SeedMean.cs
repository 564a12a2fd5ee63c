using OptPolicy.Compression.Pipeline.Judging;

namespace OptPolicy.Compression.Pipeline.Orders;

/// <summary>Means over seeds with 95 % intervals by Student's t.</summary>
internal static class SeedMean
{
    public static IReadOnlyList<MetricComparison> Of(IReadOnlyList<Judgement> runs) =>
        [.. runs[0].Metrics.Select(static m => m.Metric).Select(name => Mean([.. runs.Select(r => r.Find(name)).OfType<MetricComparison>()]))];

    private static MetricComparison Mean(IReadOnlyList<MetricComparison> values)
    {
        var made = StudentInterval.Of([.. values.Select(static v => v.Made)]);
        return values[0] with { Original = values.Average(static v => v.Original), Made = made.Mean, Low = made.Low, High = made.High };
    }
}
