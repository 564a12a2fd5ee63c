using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Workloads.Tests.Statistics;

public sealed class PairedRatioTests
{
    /// <summary>The closed form against a search of the constrained likelihood over a grid.</summary>
    [Theory]
    [InlineData(43, 4, 1, 12, 0.95)]
    [InlineData(120, 9, 3, 20, 0.98)]
    [InlineData(10, 2, 6, 5, 0.8)]
    [InlineData(30, 5, 5, 0, 1.2)]
    public void VarianceIsThatOfTheMostLikelyTableUnderTheHypothesis(int both, int lost, int won, int neither, double ratio)
    {
        var (best, variance) = (double.NegativeInfinity, 0d);
        const int Steps = 1500;
        for (var i = 1; i < Steps; i++)
        {
            for (var j = 1; j < Steps; j++)
            {
                double p = i / (double)Steps, q = j / (double)Steps * 0.5;
                var r = ratio * q - (1 - ratio) * p;
                var rest = 1 - p - q - r;
                if (r <= 0 || rest < (neither == 0 ? 0 : 1e-12))
                    continue;
                var likelihood = both * Math.Log(p) + lost * Math.Log(q) + won * Math.Log(r) + (neither == 0 ? 0 : neither * Math.Log(rest));
                if (likelihood > best)
                    (best, variance) = (likelihood, p * (1 - ratio) * (1 - ratio) + r + q * ratio * ratio);
            }
        }

        Assert.Equal(variance, PairedRatio.Variance(both, lost, won, both + lost + won + neither, ratio), tolerance: 0.001);
    }

    [Fact]
    public void ModelsThatDifferNowhereStillHaveAnInterval()
    {
        // The limit is z² ÷ (successes + z²): with 1.645² = 2.7055 and 133 successes just below 2 %.
        var drop = PairedRatio.Drop(new(133, 0, 0, 20), 0.90);

        Assert.Equal(0, drop.Value);
        Assert.Equal(2.705543 / (133 + 2.705543), drop.High, 6);
    }

    [Fact]
    public void LimitsAreWhereTheTestTurns()
    {
        var counts = new PairedCounts(400, 22, 14, 64);
        var drop = PairedRatio.Drop(counts, 0.90);

        Assert.Equal(0.05, PairedRatio.NonInferiority(counts, drop.High), 6);
        Assert.Equal(0.95, PairedRatio.NonInferiority(counts, drop.Low), 6);
        Assert.Equal(8 / 422d, drop.Value, 12);
    }

    [Theory]
    [InlineData(0, 5, 0, 5, 1, 1)]
    [InlineData(0, 0, 4, 5, double.NaN, 1)]
    public void ExtremeTablesHaveFiniteAnswers(int both, int lost, int won, int neither, double value, double high)
    {
        var drop = PairedRatio.Drop(new(both, lost, won, neither));

        Assert.Equal(value, drop.Value);
        Assert.Equal(high, drop.High);
    }

    [Fact]
    public void TangosIntervalIsWhereTheConstrainedLikelihoodSaysSo()
    {
        // With one side empty the interval of no difference is symmetric: z² ÷ (n + z²).
        var interval = PairedDifference.Tango(new(60, 0, 0, 40));

        Assert.Equal(3.8414588 / 103.8414588, interval.High, 6);
        Assert.Equal(-interval.High, interval.Low, 9);
    }
}
