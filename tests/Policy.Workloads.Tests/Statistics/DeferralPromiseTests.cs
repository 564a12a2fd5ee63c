using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Workloads.Tests.Statistics;

public sealed class DeferralPromiseTests
{
    [Fact]
    public void ShareThatIsSafeIsPromised()
    {
        var promise = DeferralPromise.Find([.. Enumerable.Range(0, 1000).Select(static i => (i / 1000.0, i >= 500))], 0.1, 0.05);

        Assert.NotNull(promise);
        Assert.InRange(promise.Threshold, 0.5, 0.55);
        Assert.InRange(promise.Upper, 0.0, 0.1);
        Assert.Equal(promise.Lost, promise.Deferred - 500);
    }

    [Fact]
    public void NothingIsPromisedOfTooFewPrompts()
    {
        var needed = DeferralPromise.PromptsNeeded(0.05, 0.05);

        Assert.Null(DeferralPromise.Find(Safe(needed - 1), 0.05, 0.05));
        Assert.Equal(needed, DeferralPromise.Find(Safe(needed), 0.05, 0.05)!.Deferred);
    }

    [Fact]
    public void UnluckyPromptsAtTheSafeEndDoNotEndTheSearch()
    {
        var promise = DeferralPromise.Find([.. Enumerable.Range(0, 1000).Select(static i => (i / 1000.0, i < 20))], 0.1, 0.05);

        Assert.Equal(1000, promise!.Deferred);
    }

    [Fact]
    public void PromptsOfOneScoreGoTheSameWay()
    {
        var promise = DeferralPromise.Find([.. Enumerable.Range(0, 300).Select(static i => (i < 150 ? 0.1 : 0.9, i >= 150))], 0.1, 0.05);

        Assert.Equal((0.1, 150, 0), (promise!.Threshold, promise.Deferred, promise.Lost));
    }

    [Fact]
    public void PromiseIsSeldomBroken()
    {
        var broken = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var drawn = Enumerable.Range(0, 400).Select(_ => random.NextDouble()).Select(score => (score, random.NextDouble() < score * 0.4)).ToArray();

            // Of prompts up to a threshold t, t / 5 are lost in truth.
            broken += DeferralPromise.Find(drawn, 0.1, 0.1) is { } promise && promise.Threshold * 0.2 > 0.1 ? 1 : 0;
        }

        Assert.InRange(broken, 0, 20);
    }

    private static (double, bool)[] Safe(int count) => [.. Enumerable.Range(0, count).Select(static i => (i / 1000.0, false))];
}
