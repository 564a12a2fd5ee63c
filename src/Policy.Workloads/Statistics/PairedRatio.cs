namespace OptPolicy.Workloads.Statistics;

/// <summary>
/// The ratio of two success rates on the same examples, by the score test of Tang, Tang and Chan (2003, Stat. Med. 22:1217): the variance comes from the
/// likelihood under the hypothesis, so that the interval has a width also when the models differ nowhere, where a bootstrap has none.
/// </summary>
public static class PairedRatio
{
    private const double RatioMax = 1e6;
    private const int Halvings = 200;

    /// <summary>The candidate's rate as a share of the baseline's, with its two-sided interval; NaN when the baseline has no success.</summary>
    /// <param name="counts">The pairs.</param>
    /// <param name="confidence">Between 0 and 1; an end alone is a one-sided limit with half the error.</param>
    public static Interval Interval(PairedCounts counts, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.Baseline == 0)
            return new(double.NaN, 0, double.PositiveInfinity, confidence);
        var z = NormalDistribution.Quantile((1 + confidence) / 2);
        var ratio = counts.Candidate / (double)counts.Baseline;
        var low = counts.Candidate == 0 ? 0 : Solve(counts, z, 0, ratio);
        var high = Score(counts, RatioMax) > -z ? double.PositiveInfinity : Solve(counts, -z, ratio, RatioMax);
        return new(ratio, low, high, confidence);
    }

    /// <summary>The share of the baseline's successes that are lost on balance, with its two-sided interval; negative when the candidate is better.</summary>
    /// <param name="counts">The pairs.</param>
    /// <param name="confidence">Between 0 and 1; an end alone is a one-sided limit with half the error.</param>
    public static Interval Drop(PairedCounts counts, double confidence = 0.95)
    {
        var ratio = Interval(counts, confidence);
        return new(1 - ratio.Value, 1 - ratio.High, 1 - ratio.Low, confidence);
    }

    /// <summary>The one-sided p-value of the hypothesis that the drop is <paramref name="drop"/> or more; small when it is shown to be less.</summary>
    /// <param name="counts">The pairs.</param>
    /// <param name="drop">Below 1.</param>
    public static double NonInferiority(PairedCounts counts, double drop)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(drop, 1);
        return counts.Baseline == 0 ? 1 : 1 - NormalDistribution.Cumulative(Score(counts, 1 - drop));
    }

    /// <summary>Variance of one pair's candidate − ratio · baseline, most likely under the hypothesis that the expectation is 0.</summary>
    internal static double Variance(double both, double baselineOnly, double candidateOnly, double count, double ratio)
    {
        // Lagrange: the mass of pairs with a success stays as observed (m); what is left is one quadratic in q, the baseline-only mass.
        var m = (both + baselineOnly + candidateOnly) / count;
        var k = (1 - ratio) * m;
        var a = count * (1 + ratio);
        var b = a * k + baselineOnly + candidateOnly * ratio * ratio;
        var q = (b + Math.Sqrt(Math.Max(0, b * b - 4 * a * baselineOnly * k))) / (2 * a);
        return Math.Max(0, (1 + ratio) * q - k);
    }

    private static double Score(PairedCounts counts, double ratio)
    {
        var difference = counts.Candidate - ratio * counts.Baseline;
        var deviation = Math.Sqrt(counts.Count * Variance(counts.Both, counts.BaselineOnly, counts.CandidateOnly, counts.Count, ratio));
        return deviation > 0 ? difference / deviation : Math.Abs(difference) < 1e-12 ? 0 : double.CopySign(double.PositiveInfinity, difference);
    }

    /// <summary>The score falls as the ratio grows.</summary>
    private static double Solve(PairedCounts counts, double score, double low, double high)
    {
        for (var i = 0; i < Halvings && high - low > 1e-13 * Math.Max(1, low); i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Score(counts, middle) > score ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
