namespace OptPolicy.Workloads.Statistics;

/// <summary>The difference of two success rates on the same examples, baseline − candidate, in points.</summary>
public static class PairedDifference
{
    /// <summary>The score interval of Tango (1998, Stat. Med. 17:891).</summary>
    /// <param name="counts">The pairs.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    public static Interval Tango(PairedCounts counts, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentOutOfRangeException.ThrowIfZero(counts.Count, nameof(counts));
        var z = NormalDistribution.Quantile((1 + confidence) / 2);
        var difference = (counts.BaselineOnly - counts.CandidateOnly) / (double)counts.Count;
        return new(difference, Solve(counts, z, -1, difference), Solve(counts, -z, difference, 1), confidence);
    }

    /// <summary>Method 10 of Newcombe (1998, Stat. Med. 17:2635): squared Wilson limits, with the correlation of the pairs.</summary>
    /// <param name="counts">The pairs.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    public static Interval Newcombe(PairedCounts counts, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentOutOfRangeException.ThrowIfZero(counts.Count, nameof(counts));
        var first = Wilson.Interval(counts.Baseline, counts.Count, confidence);
        var second = Wilson.Interval(counts.Candidate, counts.Count, confidence);
        var phi = Correlation(counts);
        var difference = first.Value - second.Value;
        var down = Spread(first.Value - first.Low, second.High - second.Value, phi);
        var up = Spread(first.High - first.Value, second.Value - second.Low, phi);
        return new(difference, difference - down, difference + up, confidence);
    }

    private static double Spread(double first, double second, double phi) => Math.Sqrt(Math.Max(0, first * first - 2 * phi * first * second + second * second));

    private static double Correlation(PairedCounts counts)
    {
        double a = counts.Both, b = counts.BaselineOnly, c = counts.CandidateOnly, d = counts.Neither, n = counts.Count;
        var margins = (a + b) * (c + d) * (a + c) * (b + d);
        if (margins == 0)
            return 0;
        var determinant = a * d - b * c;

        // The paper's continuity correction, for positive correlations alone.
        var numerator = determinant > 0 ? Math.Max(determinant - n / 2, 0) : determinant;
        return numerator / Math.Sqrt(margins);
    }

    private static double Score(PairedCounts counts, double difference)
    {
        double b = counts.BaselineOnly, c = counts.CandidateOnly, n = counts.Count;
        var linear = -b - c + (2 * n - b + c) * difference;
        var candidateOnly = (Math.Sqrt(Math.Max(0, linear * linear - 8 * n * -c * difference * (1 - difference))) - linear) / (4 * n);
        var variance = n * (2 * candidateOnly + difference * (1 - difference));
        var numerator = b - c - n * difference;
        return variance > 1e-15 ? numerator / Math.Sqrt(variance) : Math.Abs(numerator) < 1e-12 ? 0 : double.CopySign(double.PositiveInfinity, numerator);
    }

    private static double Solve(PairedCounts counts, double score, double low, double high)
    {
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Score(counts, middle) > score ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
