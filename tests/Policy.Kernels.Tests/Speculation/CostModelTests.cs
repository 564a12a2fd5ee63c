using Microsoft.Extensions.Time.Testing;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tests.Decoding;

namespace OptPolicy.Kernels.Tests.Speculation;

public sealed class CostModelTests
{
    // What 4-bit weights cost on two cores, relative to one token: nearly proportional to the width.
    private static readonly double[] FourBit = [6.1, 7.2, 8.8, 10.1, 12.0, 13.2, 14.8, 16.4, 17.9, 19.4, 20.9, 22.4, 23.9, 25.4, 26.9, 28.6, 30.1];

    private static readonly int[] Prompt = Generations.Prompt(3, 20, 48);

    [Fact]
    public void GarbageIsHardlyEverVerified()
    {
        var answer = Run(Costs(FourBit), rightness: 0, new ScriptedLane(order: 3));

        Assert.True(Seconds(answer) <= 1.03 * answer.Tokens.Length * FourBit[0], $"{string.Join(' ', answer.Statistics.RoundsByDraftLength)}");
    }

    [Fact]
    public void RightGuessesAreVerifiedAtFullLengthWhenWidthIsCheap()
    {
        var answer = Run(Costs([1, 1.05, 1.1]), rightness: 1, new ScriptedLane(order: 3));

        Assert.True(answer.Statistics.Rounds < answer.Tokens.Length / 5);
    }

    [Fact]
    public void ModerateGuessesAreKeptShort()
    {
        var answer = Run(Costs(FourBit), rightness: 0.8, new ScriptedLane(order: 3));

        var drafted = answer.Statistics.RoundsByDraftLength.Skip(1).Sum();
        Assert.True(answer.Statistics.DraftsProposed / (double)drafted is > 1 and < 7);
        Assert.True(Seconds(answer) < answer.Tokens.Length * FourBit[0] / 1.2);
    }

    [Fact]
    public void AnswersThatBecomePredictableAreFoundOutForFree()
    {
        var costs = Costs(FourBit);
        Run(costs, rightness: 0, new ScriptedLane(order: 3));

        var answer = Run(costs, rightness: 1, new ScriptedLane(order: 3));

        Assert.True(Seconds(answer) < answer.Tokens.Length * FourBit[0] / 1.5, $"{string.Join(' ', answer.Statistics.RoundsByDraftLength)}");
    }

    [Fact]
    public void AModelDrafterThatDoesNotPayIsTriedLessAndLess()
    {
        var answer = Run(Costs(FourBit), rightness: 0, new ScriptedLane(order: 3, context: 4096), runsModel: true, tokens: 2000);

        Assert.True(answer.Statistics.DraftsProposed is > 4 and < 60, $"{answer.Statistics.DraftsProposed}");
    }

    [Fact]
    public void AModelDrafterThatDidNotPayIsHardlyTriedInTheNextAnswersButPaysAgainSoonWhenItIsRight()
    {
        var costs = Costs(FourBit);
        Run(costs, rightness: 0, new ScriptedLane(order: 3, context: 4096), runsModel: true, tokens: 2000);

        var wrong = Enumerable.Range(0, 5).Sum(_ => Run(costs, rightness: 0, new ScriptedLane(order: 3), runsModel: true, tokens: 100).Statistics.DraftsProposed);
        var right = Run(costs, rightness: 1, new ScriptedLane(order: 3, context: 4096), runsModel: true, tokens: 2000);

        Assert.True(wrong <= 2, $"{wrong}");
        Assert.True(Seconds(right) < right.Tokens.Length * FourBit[0] / 1.3, $"{string.Join(' ', right.Statistics.RoundsByDraftLength)}");
    }

    [Fact]
    public void StaysWithinTheRequestsLimits()
    {
        var answer = Run(Costs([1, 1.01]), rightness: 1, new ScriptedLane(order: 3), new SpeculationOptions { MinLookahead = 3, MaxLookahead = 5 });
        var counts = answer.Statistics.RoundsByDraftLength;

        Assert.Equal(0, counts[1] + counts[2] + counts.Skip(6).Sum());
        Assert.True(counts[5] > 0);
    }

    [Fact]
    public void StopsForGoodWhenAcceptanceStaysBelowTheRequestsLimit()
    {
        var options = new SpeculationOptions { DisableBelowAcceptance = 0.5, DisableAfterTokens = 10 };

        var answer = Run(null, rightness: 0.1, new ScriptedLane(order: 3), options);

        Assert.True(answer.Statistics.DraftsProposed is >= 10 and < 30, $"{answer.Statistics.DraftsProposed}");
    }

    [Fact]
    public void StatisticsNameTheDrafters()
    {
        var answer = Run(null, rightness: 0.5, new ScriptedLane(order: 3));

        var random = Assert.Single(answer.Statistics.Drafters);
        Assert.Equal(new DrafterStatistics("random", answer.Statistics.DraftsProposed, answer.Statistics.DraftsAccepted), random);
        Assert.Equal(answer.Statistics.Rounds, answer.Statistics.RoundsByDraftLength.Sum());
    }

    [Fact]
    public void MeasuresEveryWidthAndLeavesTheLaneEmpty()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        var lane = new ScriptedLane();

        var costs = CostModel.Measure(lane, TimeSpan.FromMilliseconds(100), time);

        Assert.Equal(CostModel.MaxWidth, costs.SecondsByWidth.Length);
        Assert.All(costs.SecondsByWidth, s => Assert.Equal(0.001, s, 1e-9));
        Assert.Equal(0, lane.Length);
        Assert.Contains(17, lane.Widths);
    }

    [Fact]
    public void WiderCallsThanMeasuredGoOnAsTheLastTwoDo() => Assert.Equal(5, new CostModel([1, 2, 3]).Seconds(5), 1e-9);

    private static CostModel Costs(double[] secondsByWidth) => new(secondsByWidth, new FakeTimeProvider());

    private static double Seconds(Answer answer) => answer.Statistics.RoundsByDraftLength.Select((count, length) => count * FourBit[length]).Sum();

    private static Answer Run(CostModel? costs, double rightness, ScriptedLane lane, SpeculationOptions? options = null, bool runsModel = false, int tokens = 300)
    {
        var request = new GenerationRequest { Prompt = Prompt, MaxOutputTokens = tokens, Speculation = options ?? SpeculationOptions.Default };
        var truth = Generations.Run(lane, request with { Speculation = SpeculationOptions.Off }).Tokens;
        lane.Truncate(0);
        return Generations.Run(lane, request, costs, [new RandomDrafter(2, rightness, truth, 48, runsModel)]);
    }
}
