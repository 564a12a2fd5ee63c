namespace OptPolicy.Workloads.Statistics;

/// <summary>The interval of a quantile from order statistics: exact for any distribution of independent values (Conover 1999, section 3.2).</summary>
public static class QuantileInterval
{
    /// <summary>The quantile with one-sided limits that each hold with <paramref name="confidence"/>; an end is infinite when there are too few values.</summary>
    /// <param name="values">At least one; need not be sorted.</param>
    /// <param name="share">Between 0 and 1: 0.95 for p95.</param>
    /// <param name="confidence">Between 0 and 1, of each end.</param>
    public static Interval Interval(IReadOnlyList<double> values, double share, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfZero(values.Count, nameof(values));
        var sorted = values.Order().ToArray();
        var value = sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
        var (low, high) = (double.NegativeInfinity, double.PositiveInfinity);

        // The r-th smallest value exceeds the quantile when fewer than r values lie below it.
        for (var rank = sorted.Length; rank >= 1 && Binomial.Cumulative(rank - 1, sorted.Length, share) >= confidence; rank--)
            high = sorted[rank - 1];
        for (var rank = 1; rank <= sorted.Length && 1 - Binomial.Cumulative(rank - 1, sorted.Length, share) >= confidence; rank++)
            low = sorted[rank - 1];
        return new(value, low, high, 2 * confidence - 1);
    }

    /// <summary>Values needed for an upper limit at all.</summary>
    /// <param name="share">Between 0 and 1.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    public static int Needed(double share, double confidence = 0.95) => (int)Math.Ceiling(Math.Log(1 - confidence) / Math.Log(share));
}
