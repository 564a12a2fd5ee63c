using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Workloads.Tests.Statistics;

/// <summary>Values from tables and papers, or that can be counted by hand.</summary>
public sealed class PublishedExamplesTests
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1.959963984540054, 0.975)]
    [InlineData(1.6448536269514722, 0.95)]
    [InlineData(-2.5758293035489004, 0.005)]
    [InlineData(3.090232306167813, 0.999)]
    public void NormalDistributionAgreesWithItsTables(double z, double probability)
    {
        Assert.Equal(probability, NormalDistribution.Cumulative(z), 12);
        Assert.Equal(z, NormalDistribution.Quantile(probability), 10);
    }

    /// <summary>Newcombe 1998, Stat. Med. 17:857, table I, method 3.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void WilsonIntervalsAreThePublishedOnes(int successes, int count, double low, double high)
    {
        var interval = Wilson.Interval(successes, count);

        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    /// <summary>Newcombe 1998, Stat. Med. 17:2635, method 10: its first example; and pairs without variance, whose ends are those of Wilson's 54 of 54.</summary>
    [Theory]
    [InlineData(36, 12, 2, 0, 0.0569, 0.3404)]
    [InlineData(54, 0, 0, 0, -0.0664, 0.0664)]
    public void NewcombeIntervalsOfPairsAreThePublishedOnes(int both, int first, int second, int neither, double low, double high)
    {
        var interval = PairedDifference.Newcombe(new(both, first, second, neither));

        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    /// <summary>Sums of binomial coefficients over powers of two: 2 · (1 + 10 + 45) / 1024 and so on.</summary>
    [Theory]
    [InlineData(2, 8, 2 * 56 / 1024d)]
    [InlineData(8, 2, 2 * 56 / 1024d)]
    [InlineData(0, 6, 2 / 64d)]
    [InlineData(5, 5, 1)]
    [InlineData(0, 0, 1)]
    [InlineData(1, 4, 12 / 32d)]
    public void McNemarIsTheBinomialTest(int baseline, int candidate, double expected) =>
        Assert.Equal(expected, McNemar.Exact(baseline, candidate), 12);

    [Theory]
    [InlineData(2, 8, (2 * 56 - 45) / 1024d)]
    [InlineData(0, 6, 1 / 64d)]
    [InlineData(3, 3, 1 - 20 / 128d)]
    public void MidPLeavesHalfOfTheObservedTableOut(int baseline, int candidate, double expected) =>
        Assert.Equal(expected, McNemar.MidP(baseline, candidate), 12);

    [Fact]
    public void McNemarOfManyPairsNeitherUnderflowsNorOverflows()
    {
        // 900 of 2000 against 1100: z = 4.47, two-sided 7.7e-6, with continuity 8.5e-6.
        Assert.InRange(McNemar.Exact(900, 1100), 8e-6, 9e-6);
        Assert.InRange(McNemar.Exact(0, 5000), 0, 1e-300);
    }

    [Fact]
    public void HolmStepsDownAndNeverReordersItsValues() =>
        Assert.Equal([0.03, 0.06, 0.06, 0.02], Holm.Adjust([0.01, 0.04, 0.03, 0.005]).Select(p => Math.Round(p, 12)));

    [Fact]
    public void NinetyFifthPercentileNeedsFiftyNineValuesForAnUpperLimit()
    {
        var values = Enumerable.Range(1, 59).Select(i => (double)i).ToArray();

        Assert.Equal(59, QuantileInterval.Needed(0.95));
        Assert.Equal(59, QuantileInterval.Interval(values, 0.95).High);
        Assert.Equal(double.PositiveInfinity, QuantileInterval.Interval(values[..58], 0.95).High);

        // Of 100 values at most 98 lie below p95 with probability 0.9629, at most 97 with 0.8817.
        Assert.Equal(99, QuantileInterval.Interval([.. Enumerable.Range(1, 100).Select(i => (double)i)], 0.95).High);
    }
}
