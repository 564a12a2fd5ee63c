using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Workloads.Tests.Statistics;

public class ClopperPearsonTests
{
    // Values of R's binom.test.
    [Theory]
    [InlineData(0, 10, 0, 0.3084971)]
    [InlineData(1, 10, 0.002528579, 0.4450161)]
    [InlineData(5, 100, 0.01643188, 0.1128349)]
    [InlineData(50, 100, 0.3983211, 0.6016789)]
    [InlineData(10, 10, 0.6915029, 1)]
    public void IntervalsAreThePublishedOnes(int successes, int count, double low, double high)
    {
        var interval = ClopperPearson.Interval(successes, count);

        Assert.Equal(low, interval.Low, 6);
        Assert.Equal(high, interval.High, 6);
    }

    [Theory]
    [InlineData(0.01, 299)]
    [InlineData(0.02, 149)]
    [InlineData(0.05, 59)]
    public void SoManyCleanExamplesProveAShare(double share, int examples)
    {
        Assert.Equal(examples, ClopperPearson.ExamplesNeeded(share));
        Assert.True(ClopperPearson.Upper(0, examples) <= share && ClopperPearson.Upper(0, examples - 1) > share);
    }

    [Fact]
    public void TheBoundIsTheTailOfTheBinomial()
    {
        // P(X ≤ 3) of 200 at the bound, summed term by term.
        var share = ClopperPearson.Upper(3, 200);
        var (term, sum) = (Math.Pow(1 - share, 200), 0.0);
        for (var k = 0; k <= 3; k++)
        {
            sum += term;
            term *= (200.0 - k) / (k + 1) * share / (1 - share);
        }

        Assert.Equal(0.05, sum, 9);
    }

    [Fact]
    public void NothingSeenRulesNothingOut() => Assert.Equal((0.0, 1.0), (ClopperPearson.Interval(0, 0).Low, ClopperPearson.Upper(0, 0)));
}
