using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Orders;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Compression.Pipeline.Tests.Running;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Compression.Pipeline.Tests.Orders;

public sealed class OrderLabTests : IDisposable
{
    private readonly PipelineFolder _folder = new();

    [Fact]
    public void OrdersThatNoPolicyMayDeclareAreKnownByTheirRule()
    {
        var forbidden = OrderRecipe.All.Where(static r => r.ForbiddenBy is not null).ToDictionary(static r => r.Name, static r => r.ForbiddenBy!);

        Assert.Equal(["KD-P-Q", "KD-Q-P", "P-Q-KD, codes frozen", "P-Q-KD, left as floats", "P-Q-KD, rounded again", "Q-KD-P", "Q-P-KD"], forbidden.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("OPT7001", forbidden["Q-P-KD"]);
        Assert.Equal("OPT7002", forbidden["P-Q-KD, rounded again"]);
        Assert.Equal("OPT7003", forbidden["KD-P-Q"]);
    }

    [Fact]
    public async Task EveryOrderIsMeasuredWithEverySeedAndSharedStagesRunOnce()
    {
        var tools = new StandIns { Success = static made => made.StartsWith("prunewidth distill", StringComparison.Ordinal) || made == "original" ? 0.9 : 0.3 };
        var plan = _folder.Plan(PipelineFolder.GoldenOrder, _folder.Options() with { OrderSeeds = 3, TrainingSteps = 100 });
        var outcome = await new CompressionRunner(tools.Tools, new Heard(), TimeProvider.System).RunAsync(plan, CancellationToken.None);

        var orders = outcome.Manifest!.Orders;
        Assert.Equal(OrderRecipe.All.Count, orders.Count);
        Assert.All(orders, static o => Assert.Equal(3, o.Seeds));
        Assert.Equal("P-KD-Q (gptq)", orders.MaxBy(static o => o.Metrics.Single(static m => m.Metric == Judgement.TaskSuccess).Made)!.Order);
        Assert.False(orders.Single(static o => o.Order == "P-Q-KD, left as floats").IsOnGrid);
        // One pruning of the teacher a seed, one of the distilled, of the rounded, of both rounded ones: not one an order.
        Assert.Equal(3 * 5, tools.Ran.Count(static s => s == "PruneWidth"));
        Assert.Contains("left as floats", File.ReadAllText(outcome.ReportPath!), StringComparison.Ordinal);
    }

    [Fact]
    public void IntervalOverSeedsIsStudents()
    {
        var mean = SeedMean.Of([.. new[] { 1.0, 2.0, 3.0 }.Select(static v => new Judgement([], [new MetricComparison("perplexity", 1, v, 10)]))]).Single();

        Assert.Equal(2, mean.Made, 12);
        Assert.Equal(2 - 4.303 / Math.Sqrt(3), mean.Low!.Value, 9);
        Assert.Equal(2 + 4.303 / Math.Sqrt(3), mean.High!.Value, 9);
    }

    [Fact]
    public void OrdersAreComparedSeedBySeed()
    {
        // Seeds differ by far more than the orders do; pairing them shows what the order is worth.
        Judgement Run(double perplexity, double success) => new([], [new MetricComparison("perplexity", 1, perplexity, 10) { IsLowerBetter = true }, new MetricComparison("task_success", 1, success, 10)]);
        var contrasts = SeedContrast.Of([Run(2, 0.2), Run(20, 0.5), Run(200, 0.9)], [Run(1, 0.3), Run(10, 0.6), Run(100, 1)], "P-KD-Q");

        Assert.Equal((true, 2.0, 2.0, 2.0), (contrasts[0].IsRatio, Math.Round(contrasts[0].Value, 9), Math.Round(contrasts[0].Low!.Value, 9), Math.Round(contrasts[0].High!.Value, 9)));
        Assert.Equal((false, -0.1, -0.1, -0.1), (contrasts[1].IsRatio, Math.Round(contrasts[1].Value, 9), Math.Round(contrasts[1].Low!.Value, 9), Math.Round(contrasts[1].High!.Value, 9)));
    }

    [Fact]
    public async Task ComparingOrdersShipsNothingAndNeedsNoGateThatCouldDecide()
    {
        var declaration = PipelineFolder.GoldenOrder with { Gates = [new CompressionGateDeclaration("perplexity_rise", 0.02m, default) { Data = "tasks.jsonl" }] };
        var plan = _folder.Plan(declaration, _folder.Options() with { OrderSeeds = 1, TrainingSteps = 100 });
        var comparison = await new CompressionRunner(new StandIns().Tools, new Heard(), TimeProvider.System).CompareOrdersAsync(plan, CancellationToken.None);

        Assert.Equal(OrderRecipe.All.Count, comparison.Orders.Count);
        Assert.False(Directory.Exists(_folder.Output));
        Assert.Contains((await new CompressionRunner(new StandIns().Tools, new Heard(), TimeProvider.System).RunAsync(plan, CancellationToken.None)).Problems, static p => p.Code == "OPT7005");
    }

    public void Dispose() => _folder.Dispose();
}
