namespace OptPolicy.Workloads.Statistics;

/// <summary>The score interval of a share (Wilson 1927; recommended by Newcombe 1998, Stat. Med. 17:857).</summary>
public static class Wilson
{
    /// <summary>The two-sided interval.</summary>
    /// <param name="successes">From 0 to <paramref name="count"/>.</param>
    /// <param name="count">From 0; without examples the interval is everything.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    public static Interval Interval(int successes, int count, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, count);
        if (count == 0)
            return new(double.NaN, 0, 1, confidence);
        var z = NormalDistribution.Quantile((1 + confidence) / 2);
        var share = successes / (double)count;
        var centre = 2 * successes + z * z;
        var spread = z * Math.Sqrt(z * z + 4 * successes * (1 - share));
        var scale = 2 * (count + z * z);
        return new(share, successes == 0 ? 0 : (centre - spread) / scale, successes == count ? 1 : (centre + spread) / scale, confidence);
    }
}
