using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tests.Decoding;

namespace OptPolicy.Kernels.Tests.Speculation;

public sealed class ModelDrafterTests
{
    private static readonly GenerationRequest Request = new()
    {
        Prompt = Generations.Prompt(3, 20, 48),
        MaxOutputTokens = 120,
        Sampling = new SamplingOptions { Temperature = 1, Seed = 4 },
    };

    [Fact]
    public void ADrafterWithTheTargetsWeightsGuessesEveryDrawnToken()
    {
        using var drafter = new ModelDrafter(new ScriptedLane());

        var answer = Generations.Run(new ScriptedLane(), Request, drafter);

        Assert.Equal(answer.Statistics.DraftsProposed, answer.Statistics.DraftsAccepted);
        Assert.Equal(7, answer.Statistics.Rounds);
    }

    [Fact]
    public void KeepsItsCacheInStepWithTheAnswer()
    {
        var lane = new ScriptedLane(seed: 2);
        using var drafter = new ModelDrafter(lane);

        var answer = Generations.Run(new ScriptedLane(), Request, drafter);

        int[] sequence = [.. Request.Prompt.Span, .. answer.Tokens];
        var agreed = lane.Tokens.CommonPrefixLength(sequence);
        Assert.True(agreed >= 120, $"{agreed}");
        Assert.True(lane.Widths.Skip(1).All(w => w <= 18));
        Assert.Equal(Generations.Run(new ScriptedLane(), Request).Tokens, answer.Tokens);
    }

    [Fact]
    public void ReusesThePromptOfAnEarlierGeneration()
    {
        var lane = new ScriptedLane();
        using var drafter = new ModelDrafter(lane);
        Generations.Run(new ScriptedLane(), Request, drafter);
        var before = lane.Widths.Count;

        Generations.Run(new ScriptedLane(), Request with { Prompt = (int[])[.. Request.Prompt.Span, 7] }, drafter);

        Assert.True(lane.Widths[before] <= 3, $"{lane.Widths[before]}");
    }

    [Fact]
    public void GuessesNothingPastItsContextOrOutsideItsVocabulary()
    {
        using var small = new ModelDrafter(new ScriptedLane(vocabulary: 20));
        using var narrow = new ModelDrafter(new ScriptedLane(context: 60));
        var plain = Generations.Run(new ScriptedLane(), Request);

        Assert.Equal(plain.Tokens, Generations.Run(new ScriptedLane(), Request, small).Tokens);
        Assert.Equal(plain.Tokens, Generations.Run(new ScriptedLane(), Request, narrow).Tokens);
    }

    [Fact]
    public void ARealDraftWithCloserWeightsIsAcceptedMoreOften()
    {
        double Acceptance(float error)
        {
            using var drafter = new ModelDrafter(new ScriptedLane(scale: 4 - error));
            var statistics = Generations.Run(new ScriptedLane(), Request, drafter).Statistics;
            return (double)statistics.DraftsAccepted / statistics.DraftsProposed;
        }

        Assert.True(Acceptance(0.2f) > Acceptance(3));
    }
}
