using OptPolicy.Workloads.Gates;
using OptPolicy.Workloads.Statistics;
using OptPolicy.Workloads.Tests.Support;

namespace OptPolicy.Workloads.Tests.Gates;

public sealed class GateEvaluatorTests
{
    private static readonly GateEvaluator Gates = new();

    [Theory]
    [InlineData(600, 5, 5, 90, GateOutcome.Passed)]
    [InlineData(600, 40, 2, 58, GateOutcome.Failed)]
    [InlineData(600, 16, 12, 72, GateOutcome.Failed)]
    [InlineData(40, 0, 0, 10, GateOutcome.Undecidable)]
    [InlineData(40, 10, 0, 10, GateOutcome.Failed)]
    [InlineData(0, 0, 10, 90, GateOutcome.Undecidable)]
    public void DropIsPassedWhenItIsShownToBeSmall(int both, int lost, int won, int neither, GateOutcome expected)
    {
        var verdict = Gates.TaskDrop(0.02, Runs.Paired(both, lost, won, neither));

        Assert.Equal(expected, verdict.Outcome);
        Assert.Equal(expected == GateOutcome.Passed, verdict.High <= verdict.Bound);
    }

    [Fact]
    public void NotesSayWhatToDo()
    {
        Assert.Contains("The bound is broken", Gates.TaskDrop(0.02, Runs.Paired(600, 40, 2, 58)).Note, StringComparison.Ordinal);
        Assert.Contains("this is not shown; use about", Gates.TaskDrop(0.02, Runs.Paired(600, 16, 12, 72)).Note, StringComparison.Ordinal);
        Assert.Contains("could not show this; use about 166 tasks", Gates.TaskDrop(0.02, Runs.Paired(40, 0, 0, 10)).Note, StringComparison.Ordinal);
        Assert.Contains("allow a small drop", Gates.TaskDrop(0, Runs.Paired(600, 0, 0, 0)).Note, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameLossIsLargerOverThreeTurns()
    {
        var pair = Runs.Paired(434, 31, 5, 230);

        var task = Gates.TaskDrop(0.10, pair);
        var session = Gates.SessionDrop(0.10, pair, 3);

        Assert.Equal(GateOutcome.Passed, task.Outcome);
        Assert.Equal(GateOutcome.Failed, session.Outcome);
        Assert.Equal(1 - Math.Pow(1 - task.Value, 3), session.Value, 12);
        Assert.Contains("compounded over 3 turns", session.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void DeclaredSessionsDecideWhenThereAreAny()
    {
        bool[] outcomes = [.. Enumerable.Repeat(true, 600)];
        var worse = outcomes.Select((_, i) => i % 60 != 0).ToArray();

        var verdict = Gates.SessionDrop(0.08, OptPolicy.Workloads.Running.PairedRun.Of(Runs.Run(outcomes, turns: 2), Runs.Run(worse, turns: 2)), 2);

        Assert.Equal((300, GateOutcome.Passed), (verdict.Count, verdict.Outcome));
        Assert.Equal(10 / 300d, verdict.Value, 12);
    }

    [Fact]
    public void TryingMoreVariantsAsksForMoreEvidence()
    {
        var pair = Runs.Paired(600, 6, 5, 89);
        var once = Gates.TaskDrop(0.013, pair);
        var ofFive = new GateEvaluator(new() { Attempts = 5 }).TaskDrop(0.013, pair);

        Assert.Equal((GateOutcome.Passed, GateOutcome.Failed), (once.Outcome, ofFive.Outcome));
        Assert.True(ofFive.High > once.High);
    }

    [Theory]
    [InlineData(0.01, GateOutcome.Passed)]
    [InlineData(0.05, GateOutcome.Failed)]
    public void PerplexityIsJudgedOverDocuments(double rise, GateOutcome expected)
    {
        var random = new Random(3);
        var baseline = Enumerable.Range(1, 80).Select(i => new DocumentLoss(i, 100 + 30 * random.NextDouble(), 40)).ToArray();
        var candidate = baseline.Select(loss => loss with { NegativeLogLikelihood = loss.NegativeLogLikelihood + 40 * (Math.Log(1 + rise) + 0.01 * (random.NextDouble() - 0.5)) }).ToArray();

        var verdict = Gates.PerplexityRise(0.02, baseline, candidate);

        Assert.Equal(expected, verdict.Outcome);
        Assert.Equal(rise, verdict.Value, tolerance: 0.002);
        Assert.Equal(verdict, Gates.PerplexityRise(0.02, baseline, candidate));
        Assert.Equal(GateOutcome.Undecidable, Gates.PerplexityRise(0.02, baseline[..5], candidate[..5]).Outcome);
    }

    [Fact]
    public void BrokenModelFailsAndOtherTokensAreNotCompared()
    {
        DocumentLoss[] baseline = [.. Enumerable.Range(1, 20).Select(static i => new DocumentLoss(i, 50, 40))];

        Assert.Equal(GateOutcome.Failed, Gates.PerplexityRise(0.02, baseline, [.. baseline.Select(static l => l with { NegativeLogLikelihood = double.NaN })]).Outcome);
        Assert.Throws<ArgumentException>(() => Gates.PerplexityRise(0.02, baseline, [.. baseline.Select(static l => l with { Tokens = 30 })]));
    }

    [Fact]
    public void SizeAndMemoryAreExact()
    {
        Assert.Equal((GateOutcome.Passed, 0.4), (Gates.SizeRatio(0.4, 1000, 400).Outcome, Gates.SizeRatio(0.4, 1000, 400).Value));
        Assert.Equal(GateOutcome.Failed, Gates.SizeRatio(0.4, 1000, 401).Outcome);
        Assert.Equal(GateOutcome.Failed, Gates.Memory(1e6, 1_000_001).Outcome);
    }

    [Fact]
    public void LatencyNeedsEnoughAnswers()
    {
        double[] seconds = [.. Enumerable.Range(1, 100).Select(static i => i / 100d)];

        Assert.Equal(GateOutcome.Passed, Gates.LatencyP95(1, seconds).Outcome);
        Assert.Equal(GateOutcome.Failed, Gates.LatencyP95(0.5, seconds).Outcome);
        Assert.Equal(GateOutcome.Undecidable, Gates.LatencyP95(1, seconds[..40]).Outcome);
    }
}
