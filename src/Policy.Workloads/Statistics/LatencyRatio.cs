namespace OptPolicy.Workloads.Statistics;

/// <summary>The candidate's median latency as a share of the baseline's, over interleaved pairs (see <see cref="Running.PairedRunner"/>): medians, because a busy machine has outliers.</summary>
public static class LatencyRatio
{
    /// <summary>The ratio with its paired bootstrap interval.</summary>
    /// <param name="baseline">Seconds, each above 0.</param>
    /// <param name="candidate">Seconds of the same tasks.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    public static Interval Interval(IReadOnlyList<double> baseline, IReadOnlyList<double> candidate, int seed, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(candidate);
        if (baseline.Count == 0 || baseline.Count != candidate.Count)
            throw new ArgumentException("The latencies are not of the same tasks.", nameof(candidate));
        return Bootstrap.Interval(baseline.Count, indices => Median(candidate, indices) / Median(baseline, indices), seed, confidence);
    }

    private static double Median(IReadOnlyList<double> values, ReadOnlySpan<int> indices)
    {
        var chosen = new double[indices.Length];
        for (var i = 0; i < chosen.Length; i++)
            chosen[i] = values[indices[i]];
        Array.Sort(chosen);
        return chosen.Length % 2 == 1 ? chosen[chosen.Length / 2] : (chosen[chosen.Length / 2 - 1] + chosen[chosen.Length / 2]) / 2;
    }
}
