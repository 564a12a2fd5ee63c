using OptPolicy.Compression.Pipeline.Judging;

namespace OptPolicy.Compression.Pipeline.Orders;

/// <summary>Differences between two orders with the same seeds: what both owe to a seed cancels out.</summary>
internal static class SeedContrast
{
    public static IReadOnlyList<OrderContrast> Of(IReadOnlyList<Judgement> runs, IReadOnlyList<Judgement> reference, string name) =>
        [.. runs[0].Metrics.Where(m => reference[0].Find(m.Metric) is not null).Select(m => Of(m, [.. runs.Zip(reference).Select(pair => (pair.First.Find(m.Metric)!.Made, pair.Second.Find(m.Metric)!.Made))], name))];

    private static OrderContrast Of(MetricComparison metric, IReadOnlyList<(double Own, double Other)> pairs, string name)
    {
        // Of what is better small (perplexity, bytes, seconds) a factor says more than a difference, and its logarithm is nearer to normal.
        var isRatio = metric.IsLowerBetter;
        var interval = StudentInterval.Of([.. pairs.Select(p => isRatio ? Math.Log(p.Own / p.Other) : p.Own - p.Other)]);
        return isRatio
            ? new OrderContrast(metric.Metric, name, true, Math.Exp(interval.Mean), interval.Low is { } low ? Math.Exp(low) : null, interval.High is { } high ? Math.Exp(high) : null)
            : new OrderContrast(metric.Metric, name, false, interval.Mean, interval.Low, interval.High);
    }
}
