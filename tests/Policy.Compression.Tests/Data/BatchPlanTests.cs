using OptPolicy.Compression.Data;

namespace OptPolicy.Compression.Tests.Data;

public sealed class BatchPlanTests
{
    private static readonly TokenStream Numbers = new(Enumerable.Range(0, 1_003));

    [Fact]
    public void EveryEpochVisitsEachWindowOnceInItsOwnOrder()
    {
        var plan = new BatchPlan(Numbers, rows: 1, length: 10, seed: 7);
        var first = Starts(plan, 0);
        var second = Starts(plan, plan.WindowsPerEpoch);

        Assert.Equal(plan.WindowsPerEpoch, first.Distinct().Count());
        Assert.All(first.Order().Zip(first.Order().Skip(1)), pair => Assert.Equal(10, pair.Second - pair.First));
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, first.Order());
    }

    [Fact]
    public void StepReadsTheSameWhetherOrNotOthersWereReadBefore()
    {
        var whole = new BatchPlan(Numbers, rows: 3, length: 10, seed: 7);
        var batches = Enumerable.Range(0, 80).Select(whole.TokensOf).ToArray();

        Assert.Equal(batches[77], new BatchPlan(Numbers, rows: 3, length: 10, seed: 7).TokensOf(77));
        Assert.NotEqual(batches[77], new BatchPlan(Numbers, rows: 3, length: 10, seed: 8).TokensOf(77));
    }

    [Fact]
    public void RowsAreRunsOfTheStream()
    {
        var plan = new BatchPlan(Numbers, rows: 2, length: 10, seed: 7);

        Assert.All(Enumerable.Range(0, 120).SelectMany(step => plan.TokensOf(step).Chunk(11)), row => Assert.Equal(Enumerable.Range((int)row[0], 11).Select(t => (long)t), row));
    }

    [Fact]
    public void DataShorterThanASequenceIsRefused()
    {
        var error = Assert.Throws<TrainingDataException>(() => new BatchPlan(new TokenStream([1, 2, 3]), rows: 1, length: 8, seed: 1));

        Assert.Contains("3 tokens, fewer than one sequence of 8 + 1", error.Message, StringComparison.Ordinal);
    }

    private static long[] Starts(BatchPlan plan, int firstStep) => [.. Enumerable.Range(firstStep, plan.WindowsPerEpoch).Select(step => plan.TokensOf(step)[0])];
}
