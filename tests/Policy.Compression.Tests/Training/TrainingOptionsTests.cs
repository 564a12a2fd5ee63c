using OptPolicy.Compression.Training;

namespace OptPolicy.Compression.Tests.Training;

public sealed class TrainingOptionsTests
{
    private static readonly TrainingOptions Options = new() { Steps = 110, WarmUpSteps = 10, LearningRate = 1, FinalRateShare = 0.1 };

    [Fact]
    public void RateRisesLinearlyThenFallsAlongHalfACosine()
    {
        Assert.Equal(0.1, Options.RateOf(0), 12);
        Assert.Equal(1, Options.RateOf(9), 12);
        Assert.Equal(1, Options.RateOf(10), 12);
        Assert.Equal(0.55, Options.RateOf(60), 12);
        Assert.Equal(0.1, Options.RateOf(110), 12);
    }

    [Fact]
    public void RateNeverRisesAfterWarmUp()
    {
        var rates = Enumerable.Range(10, 120).Select(Options.RateOf).ToArray();

        Assert.All(rates.Zip(rates.Skip(1)), pair => Assert.True(pair.Second <= pair.First));
    }
}
