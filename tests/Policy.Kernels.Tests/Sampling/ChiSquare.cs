namespace OptPolicy.Kernels.Tests.Sampling;

/// <summary>Pearson's goodness-of-fit test. Seeds are fixed, so a test either always passes or never does.</summary>
internal static class ChiSquare
{
    // Beyond the 99.9th percentile of a standard normal.
    private const double Limit = 3.09;
    private const double LeastExpected = 5;

    public static void AssertFits(int[] counts, double[] expected)
    {
        var total = counts.Sum();
        var (statistic, cells) = (0.0, 0);
        var (restCount, restExpected) = (0, 0.0);
        for (var i = 0; i < counts.Length; i++)
        {
            if (expected[i] == 0)
                Assert.Equal(0, counts[i]);
            else if (expected[i] * total < LeastExpected)
                (restCount, restExpected) = (restCount + counts[i], restExpected + (expected[i] * total));
            else
                (statistic, cells) = (statistic + Term(counts[i], expected[i] * total), cells + 1);
        }

        if (restExpected > 0)
            (statistic, cells) = (statistic + Term(restCount, restExpected), cells + 1);
        // Wilson and Hilferty (1931): the cube root of chi-square over its degrees of freedom is nearly normal.
        double freedom = cells - 1;
        if (freedom < 1)
            return;
        var score = (Math.Cbrt(statistic / freedom) - (1 - (2 / (9 * freedom)))) / Math.Sqrt(2 / (9 * freedom));
        Assert.True(score < Limit, $"chi-square {statistic:0.0} with {freedom} degrees of freedom: {string.Join(' ', counts)}");
    }

    private static double Term(double count, double expected) => (count - expected) * (count - expected) / expected;
}
