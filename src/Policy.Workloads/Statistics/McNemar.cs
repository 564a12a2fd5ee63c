namespace OptPolicy.Workloads.Statistics;

/// <summary>Whether two models differ on the same tasks: under the hypothesis that they do not, every discordant pair falls to either side like a coin.</summary>
public static class McNemar
{
    /// <summary>The exact two-sided p-value (binomial; never too small).</summary>
    /// <param name="baselineOnly">Pairs that the baseline alone got right.</param>
    /// <param name="candidateOnly">Pairs that the candidate alone got right.</param>
    public static double Exact(int baselineOnly, int candidateOnly)
    {
        var (fewer, all) = Check(baselineOnly, candidateOnly);
        return Math.Min(1, 2 * Binomial.Cumulative(fewer, all, 0.5));
    }

    /// <summary>The mid-p value: half of the observed table's probability is left out, which takes the exact test's excess caution (Fagerland, Lydersen and Laake 2013).</summary>
    /// <param name="baselineOnly">Pairs that the baseline alone got right.</param>
    /// <param name="candidateOnly">Pairs that the candidate alone got right.</param>
    public static double MidP(int baselineOnly, int candidateOnly)
    {
        var (fewer, all) = Check(baselineOnly, candidateOnly);
        return baselineOnly == candidateOnly ? 1 - Binomial.Probability(fewer, all, 0.5) / 2 : 2 * Binomial.Cumulative(fewer, all, 0.5) - Binomial.Probability(fewer, all, 0.5);
    }

    private static (int Fewer, int All) Check(int baselineOnly, int candidateOnly)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(baselineOnly);
        ArgumentOutOfRangeException.ThrowIfNegative(candidateOnly);
        return (Math.Min(baselineOnly, candidateOnly), baselineOnly + candidateOnly);
    }
}
