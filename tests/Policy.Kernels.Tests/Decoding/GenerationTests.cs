using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Tests.Decoding;

public sealed class GenerationTests
{
    private static readonly int[] Prompt = Generations.Prompt(3, 20, 48);

    [Theory]
    [InlineData(0f)]
    [InlineData(0.8f)]
    public void SpeculationChangesNoToken(float temperature)
    {
        var request = new GenerationRequest { Prompt = Prompt, MaxOutputTokens = 200, Sampling = new SamplingOptions { Temperature = temperature, Seed = 5 } };

        var plain = Generations.Run(new ScriptedLane(order: 1, scale: 16), request);
        var drafted = Generations.Run(new ScriptedLane(order: 1, scale: 16), request, new SuffixDrafter());

        Assert.Equal(plain.Tokens, drafted.Tokens);
        Assert.Equal(200, plain.Tokens.Length);
        Assert.True(drafted.Statistics.DraftsAccepted > 20, $"{drafted.Statistics.DraftsAccepted}");
        Assert.True(drafted.Statistics.Rounds < plain.Statistics.Rounds);
    }

    [Fact]
    public void WithoutDraftersEveryTokenIsOneCallOfWidthOne()
    {
        var lane = new ScriptedLane();

        var answer = Generations.Run(lane, new GenerationRequest { Prompt = Prompt, MaxOutputTokens = 10 });

        Assert.Equal([20, 1, 1, 1, 1, 1, 1, 1, 1, 1], lane.Widths);
        Assert.Equal(GenerationEnd.Length, answer.End);
        Assert.Equal((20, 0, 10, 9), (answer.Statistics.PromptTokens, answer.Statistics.CachedTokens, answer.Statistics.OutputTokens, answer.Statistics.Rounds));
    }

    [Fact]
    public void LaneHoldsPromptAndAnswerButTheLastToken()
    {
        var lane = new ScriptedLane(order: 1);

        var answer = Generations.Run(lane, new GenerationRequest { Prompt = Prompt, MaxOutputTokens = 60 }, new SuffixDrafter());

        Assert.Equal([.. Prompt, .. answer.Tokens[..^1]], lane.Tokens.ToArray());
    }

    [Fact]
    public void ReusesTheCachedPrefixAndForgetsTheRest()
    {
        var lane = new ScriptedLane();
        lane.Forward([.. Prompt[..12], 1, 2, 3], 1, default);

        var answer = Generations.Run(lane, new GenerationRequest { Prompt = Prompt, MaxOutputTokens = 5 });

        Assert.Equal(12, answer.Statistics.CachedTokens);
        Assert.Equal(Generations.Run(new ScriptedLane(), new GenerationRequest { Prompt = Prompt, MaxOutputTokens = 5 }).Tokens, answer.Tokens);
    }

    [Fact]
    public void RunsTheLastPromptTokenWhenAllOfThePromptIsCached()
    {
        var lane = new ScriptedLane();
        lane.Forward(Prompt, 1, default);

        var answer = Generations.Run(lane, new GenerationRequest { Prompt = Prompt, MaxOutputTokens = 5 });

        Assert.Equal(19, answer.Statistics.CachedTokens);
        Assert.Equal(1, lane.Widths[1]);
    }

    [Fact]
    public void EndTokenStopsAndIsCountedButNotPartOfTheAnswer()
    {
        var free = Generations.Run(new ScriptedLane(), new GenerationRequest { Prompt = Prompt, MaxOutputTokens = 30 });
        var end = free.Tokens[7];
        var first = Array.IndexOf(free.Tokens, end);

        var answer = Generations.Run(new ScriptedLane(endTokens: [end]), new GenerationRequest { Prompt = Prompt, MaxOutputTokens = 30 }, new SuffixDrafter());

        Assert.Equal(free.Tokens[..first], answer.Tokens);
        Assert.Equal(GenerationEnd.Stop, answer.End);
        Assert.Equal(first + 1, answer.Statistics.OutputTokens);
    }

    [Fact]
    public void FullContextEndsWithLength()
    {
        var lane = new ScriptedLane(order: 1, context: 64);

        var answer = Generations.Run(lane, new GenerationRequest { Prompt = Prompt }, new SuffixDrafter());

        Assert.Equal(44, answer.Tokens.Length);
        Assert.Equal(GenerationEnd.Length, answer.End);
    }

    [Fact]
    public void PromptThatFillsTheContextLeavesNoRoomAndALongerOneIsRefused()
    {
        Assert.Equal(GenerationEnd.Length, Generations.Run(new ScriptedLane(context: 20), new GenerationRequest { Prompt = Prompt }).End);
        Assert.Throws<ArgumentException>(() => new Generation(new ScriptedLane(context: 19), new GenerationRequest { Prompt = Prompt }, []));
    }

    [Fact]
    public void CancelledRoundCanBeRunAgain()
    {
        var request = new GenerationRequest { Prompt = Prompt, MaxOutputTokens = 40 };
        var plain = Generations.Run(new ScriptedLane(order: 1), request);
        var generation = new Generation(new ScriptedLane(order: 1), request, [new SuffixDrafter()], certificate: Generations.Exact);
        var output = new List<GeneratedToken>();

        for (var round = 0; generation.End == GenerationEnd.None; round++)
        {
            Assert.Throws<OperationCanceledException>(() => generation.Next(output, new CancellationToken(canceled: true)));
            generation.Next(output);
        }

        Assert.Equal(plain.Tokens, output.Select(t => t.Id));
    }

    [Theory]
    [InlineData(LosslessMode.Required, false, SpeculationStatus.NotCertified)]
    [InlineData(LosslessMode.Preferred, false, SpeculationStatus.NearLossless)]
    [InlineData(LosslessMode.Required, true, SpeculationStatus.Lossless)]
    public void InexactModelSpeculatesOnlyWhenLosslessIsMerelyPreferred(LosslessMode mode, bool isExact, SpeculationStatus expected)
    {
        var lane = new ScriptedLane(order: 1);
        var request = new GenerationRequest { Prompt = Prompt, MaxOutputTokens = 60, Speculation = new SpeculationOptions { Lossless = mode } };

        var generation = new Generation(lane, request, [new SuffixDrafter()], certificate: Generations.Exact with { IsExact = isExact });
        while (generation.Next([]))
        {
        }

        Assert.Equal(expected, generation.Speculation);
        Assert.Equal(expected == SpeculationStatus.NotCertified, lane.Widths.Skip(1).All(w => w == 1));
    }

    [Fact]
    public void LogProbabilitiesSumToOneOverAllAlternatives()
    {
        var answer = Generations.Run(new ScriptedLane(), new GenerationRequest { Prompt = Prompt, MaxOutputTokens = 5, TopLogProbabilities = 48 });

        foreach (var token in answer.Output)
        {
            Assert.Equal(1, token.Alternatives!.Sum(a => Math.Exp(a.LogProbability)), 1e-5);
            Assert.Equal(token.Alternatives![0], new TokenProbability(token.Id, token.LogProbability));
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.9f)]
    public void RoundsAllocateNothing(float temperature)
    {
        var request = new GenerationRequest
        {
            Prompt = Prompt,
            MaxOutputTokens = 400,
            Sampling = new SamplingOptions { Temperature = temperature, TopP = 0.95f, FrequencyPenalty = 0.1f, Seed = 5 },
            Speculation = new SpeculationOptions { DisableBelowAcceptance = 0.01 },
        };
        var lane = new ScriptedLane(order: 1, scale: 16);
        using var drafter = new SuffixDrafter();
        var output = new List<GeneratedToken>(500);
        var costs = new CostModel([1, 1.1]);
        var allocated = 0L;

        // The drafter's memory grows with the text; the second answer finds it grown.
        for (var run = 0; run < 2; run++)
        {
            output.Clear();
            lane.Truncate(0);
            var generation = new Generation(lane, request, [drafter], costs, Generations.Exact);
            for (var round = 0; round < 8; round++)
                generation.Next(output);
            var before = GC.GetAllocatedBytesForCurrentThread();
            while (generation.Next(output))
            {
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(allocated < 2048, $"{allocated} bytes");
    }
}
