namespace OptPolicy.Runtime.Tests.Caching.Semantic;

public sealed class HitDecisionTests
{
    [Fact]
    public void SeparatedLabelsGiveAFiniteBelief()
    {
        HitLabel[] labels = [new(0.7, false), new(0.75, false), new(0.95, true), new(0.97, true)];
        var belief = HitBelief.Of(HitPrior.Unlearned, labels);
        Assert.InRange(belief.Slope, 10, 120);
        Assert.True(belief.Probability(0.97) > 0.85);
        Assert.True(belief.Probability(0.7) < 0.1);
    }

    [Fact]
    public void TheBeliefIsTheModeOfItsDensity()
    {
        HitLabel[] labels = [.. Enumerable.Range(0, 40).Select(i => new HitLabel(0.6 + 0.01 * i, i % 7 != 0 && i > 18))];
        var prior = new HitPrior(2, 30, 4, 0.5, 100);
        var belief = HitBelief.Of(prior, labels);
        var best = Density(prior, labels, belief.Level, belief.Slope);
        foreach (var (dl, ds) in ((double, double)[])[(0.01, 0), (-0.01, 0), (0, 0.1), (0, -0.1), (0.01, 0.1), (-0.01, -0.1)])
            Assert.True(Density(prior, labels, belief.Level + dl, belief.Slope + ds) < best);
    }

    [Fact]
    public void NothingIsServedBeforeAnythingWasJudged()
    {
        var belief = HitBelief.Of(HitPrior.Unlearned);
        Assert.True(1 - belief.Probability(1) > new ServingThreshold(0.05).Value);
    }

    [Fact]
    public void ThePriorOfManyEntriesIsLearned()
    {
        var random = new Random(5);
        var entries = Enumerable.Range(0, 150).Select(_ => Entry(random, threshold: 0.85 + 0.03 * Normal(random), slope: 50, count: 20)).ToArray();
        var prior = HitPriorFit.Fit(entries);
        Assert.InRange(prior.Level / prior.Slope, 0.035, 0.065);
        Assert.InRange(prior.Slope, 35, 60);
        Assert.True(HitBelief.Of(prior).Probability(0.99) > 0.97);
    }

    [Fact]
    public void TheThresholdServesDoubtsWhoseMeanIsTheShare()
    {
        var threshold = new ServingThreshold(0.02);
        var random = new Random(3);
        for (var i = 0; i < 4000; i++)
            threshold.Observe(Math.Pow(10, -5 * random.NextDouble()));

        // The mean of a log-uniform doubt up to t is t / ln(t / 1e-5).
        var t = threshold.Value;
        Assert.InRange(t / Math.Log(t / 1e-5), 0.016, 0.021);
    }

    [Fact]
    public void AConditionalBoundIsKeptOnAStreamWithKnownTruth()
    {
        var runs = Enumerable.Range(0, 5).Select(seed => Stream(seed, share: 0.02)).ToArray();
        Assert.All(runs, run => Assert.True(run.False <= 0.02 * run.Hits, $"{run.False} of {run.Hits} hits were wrong"));
        Assert.True(runs.Average(run => run.Hits) > 900);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.01)]
    public void TheBoundHoldsAtEveryMomentAtOnce(double share)
    {
        var broken = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var (random, bound) = (new Random(seed), new FalseHitBound());
            var wasBelow = false;
            for (var i = 0; i < 400; i++)
            {
                bound.Add(random.NextDouble() < share);
                wasBelow |= i % 20 == 19 && bound.Upper < share;
            }

            broken += wasBelow ? 1 : 0;
        }

        Assert.True(broken <= 6, $"{broken} of 60 streams broke a 95 % bound");
    }

    [Fact]
    public void CleanAuditsTightenTheBoundAsFastAsTheyCan()
    {
        var needed = FalseHitBound.AuditsNeeded(0.02);

        // A test at one fixed moment needs 149; looking all the time costs a factor of about two.
        Assert.InRange(needed, 149, 400);
        Assert.Equal(1, new FalseHitBound().Upper);
    }

    private static (int Hits, int False) Stream(int seed, double share)
    {
        const int Entries = 40, Requests = 3200;
        var random = new Random(seed);
        var thresholds = Enumerable.Range(0, Entries).Select(_ => 0.8 + 0.04 * Normal(random)).ToArray();
        var labels = Enumerable.Range(0, Entries).Select(_ => new List<HitLabel>()).ToArray();
        var (prior, threshold) = (HitPrior.Unlearned, new ServingThreshold(share));
        var beliefs = Enumerable.Repeat(HitBelief.Of(prior), Entries).ToArray();
        var (hits, wrong) = (0, 0);
        for (var i = 0; i < Requests; i++)
        {
            var entry = random.Next(Entries);
            var similarity = 1 - 0.5 * Math.Pow(random.NextDouble(), 2);
            var isRight = random.NextDouble() < 1 / (1 + Math.Exp(-40 * (similarity - thresholds[entry])));
            var doubt = 1 - beliefs[entry].Probability(similarity);
            threshold.Observe(doubt);
            if (doubt <= threshold.Value)
            {
                hits++;
                wrong += isRight ? 0 : 1;
                continue;
            }

            labels[entry].Add(new HitLabel(similarity, isRight));
            if (i % 200 == 199)
            {
                prior = HitPriorFit.Fit([.. labels.Select(l => l.ToArray())], prior);
                beliefs = [.. labels.Select(l => HitBelief.Of(prior, l.ToArray()))];
            }

            beliefs[entry] = HitBelief.Of(prior, labels[entry].ToArray());
        }

        return (hits, wrong);
    }

    private static HitLabel[] Entry(Random random, double threshold, double slope, int count) =>
        [.. Enumerable.Range(0, count).Select(_ =>
        {
            var similarity = 0.6 + 0.4 * random.NextDouble();
            return new HitLabel(similarity, random.NextDouble() < 1 / (1 + Math.Exp(-slope * (similarity - threshold))));
        })];

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Density(HitPrior prior, HitLabel[] labels, double level, double slope)
    {
        var determinant = prior.LevelVariance * prior.SlopeVariance - prior.Covariance * prior.Covariance;
        var (dl, ds) = (level - prior.Level, slope - prior.Slope);
        var gaussian = (prior.SlopeVariance * dl * dl - 2 * prior.Covariance * dl * ds + prior.LevelVariance * ds * ds) / determinant;
        return -0.5 * gaussian + labels.Sum(l =>
        {
            var p = 1 / (1 + Math.Exp(-(level + slope * (l.Similarity - HitPrior.Centre))));
            return Math.Log(l.IsRight ? p : 1 - p);
        });
    }
}
