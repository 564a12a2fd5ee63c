using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Workloads.Tests.Gates;

/// <summary>What the gates promise, by simulation with fixed seeds: how often a model that breaks the bound passes, and how often a good one does.</summary>
public sealed class GateErrorRateTests
{
    private const int Trials = 2000;

    /// <summary>Models whose drop is exactly the bound: the standard error of a rate of 5 % over 2000 trials is 0.5 points.</summary>
    [Theory]
    [InlineData(200, 0.66, 0.05, 0.06)]
    [InlineData(700, 0.66, 0.02, 0.05)]
    [InlineData(700, 0.90, 0.02, 0.04)]
    [InlineData(2000, 0.30, 0.05, 0.10)]
    public void ModelAtTheBoundPassesOnceInTwenty(int tasks, double rate, double drop, double discordance)
    {
        var passed = PassRate(tasks, rate, drop, drop, discordance, seed: 11);

        Assert.InRange(passed, 0.02, 0.065);
    }

    [Theory]
    [InlineData(700, 0.66, 0.05, 0.05)]
    [InlineData(1500, 0.80, 0.02, 0.03)]
    [InlineData(400, 0.90, 0.03, 0.03)]
    public void GoodModelPassesAsOftenAsPredicted(int tasks, double rate, double drop, double discordance)
    {
        var predicted = DropPower.Of(tasks, drop, rate, discordance).Power;

        Assert.Equal(predicted, PassRate(tasks, rate, drop, trueDrop: 0, discordance, seed: 12), tolerance: 0.06);
    }

    [Fact]
    public void PlanNamesTheTasksThatAreNeeded()
    {
        var plan = DropPower.Of(100, 0.02, 0.8, 0.03);

        Assert.Equal((false, 166), (plan.CanPass, plan.NeededToPass));
        Assert.InRange(DropPower.Of(plan.NeededForPower!.Value, 0.02, 0.8, 0.03).Power, 0.8, 0.81);
        Assert.Null(DropPower.Of(100, 0, 0.8).NeededToPass);
    }

    /// <summary>The 95 % interval of a perplexity ratio over documents that differ in length and difficulty.</summary>
    [Fact]
    public void BootstrapHoldsTheTrueRatioAsOftenAsItSays()
    {
        const double LogRatio = 0.02;
        var random = new Random(5);
        var held = 0;
        for (var trial = 0; trial < 150; trial++)
        {
            var baseline = Enumerable.Range(1, 60).Select(i => new DocumentLoss(i, 200 * random.NextDouble(), 50)).ToArray();
            var candidate = baseline.Select(loss => loss with { NegativeLogLikelihood = loss.NegativeLogLikelihood + 50 * (LogRatio + 0.1 * (random.NextDouble() - 0.5)) }).ToArray();
            var interval = PerplexityRatio.Interval(baseline, candidate, seed: trial, resamples: 400);
            held += interval.Low <= Math.Exp(LogRatio) && Math.Exp(LogRatio) <= interval.High ? 1 : 0;
        }

        Assert.InRange(held / 150d, 0.89, 1);
    }

    private static double PassRate(int tasks, double rate, double bound, double trueDrop, double discordance, int seed)
    {
        // Of the differing tasks, lost − won is the drop.
        var (lost, won) = ((discordance + trueDrop * rate) / 2, (discordance - trueDrop * rate) / 2);
        var random = new Random(seed);
        var passed = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var counts = new int[4];
            for (var i = 0; i < tasks; i++)
            {
                var draw = random.NextDouble();
                counts[draw < lost ? 1 : draw < lost + won ? 2 : draw < won + rate ? 0 : 3]++;
            }

            passed += PairedRatio.NonInferiority(new(counts[0], counts[1], counts[2], counts[3]), bound) <= 0.05 ? 1 : 0;
        }

        return passed / (double)Trials;
    }
}
