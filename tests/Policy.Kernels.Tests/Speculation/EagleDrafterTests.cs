using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tests.Decoding;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Speculation;

public sealed class EagleDrafterTests
{
    private const int HiddenWidth = 6;

    private static readonly int[] Prompt = Generations.Prompt(3, 20, 48);

    [Theory]
    [InlineData(0f, false)]
    [InlineData(0f, true)]
    [InlineData(1f, false)]
    public void ReadsTheTargetsStatesInStepAndGuessesInTheTargetsVocabulary(float temperature, bool isReduced)
    {
        var request = Request(Prompt) with { Sampling = new SamplingOptions { Temperature = temperature, Seed = 4 } };
        var plain = Generations.Run(Target(), request);
        int[] reduced = isReduced ? [.. Enumerable.Range(0, 48).Where(t => plain.Tokens.Contains(t))] : [];
        int[] sequence = [.. Prompt, .. plain.Tokens];
        var head = new ScriptedHead(Target(), reduced, i => sequence[i]);
        using var drafter = new EagleDrafter(head);

        var answer = Generations.Run(Target(), request, drafter);

        Assert.Equal(plain.Tokens, answer.Tokens);
        Assert.Equal(answer.Statistics.DraftsProposed, answer.Statistics.DraftsAccepted);
        Assert.Equal(20, head.Widths[0]);
        Assert.True(answer.Statistics.Rounds < 10);
    }

    [Fact]
    public void WrongGuessesAreRolledBack()
    {
        var lane = Target();
        var plain = Generations.Run(lane, Request(Prompt));
        int[] sequence = [.. Prompt, .. plain.Tokens];
        // A head of other weights: nearly always wrong.
        using var drafter = new EagleDrafter(new ScriptedHead(new ScriptedLane(order: 1, seed: 9, hiddenWidth: HiddenWidth), [], i => sequence[i]));
        lane.Truncate(0);

        var answer = Generations.Run(lane, Request(Prompt), drafter);

        Assert.Equal(plain.Tokens, answer.Tokens);
        Assert.True(answer.Statistics.DraftsAccepted < answer.Statistics.DraftsProposed / 4);
    }

    [Fact]
    public void KeepsItsRowsOfAPromptThatTheTargetReuses()
    {
        var lane = Target();
        int[] sequence = [.. Prompt, .. Generations.Run(lane, Request(Prompt)).Tokens];
        var head = new ScriptedHead(Target(), [], i => sequence[i]);
        using var drafter = new EagleDrafter(head);
        lane.Truncate(0);
        Generations.Run(lane, Request(Prompt), drafter);
        var calls = head.Widths.Count;

        // The next turn: prompt, answer and a question; the target has cached all but the end.
        int[] longer = [.. sequence, 1, 2, 3];
        var plain = Generations.Run(Target(), Request(longer));
        sequence = [.. longer, .. plain.Tokens];
        var answer = Generations.Run(lane, Request(longer), drafter);

        Assert.Equal(plain.Tokens, answer.Tokens);
        Assert.True(answer.Statistics.CachedTokens > 100);
        Assert.True(head.Widths[calls] < 30, $"{head.Widths[calls]}");
        Assert.True(head.Length > 100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ARealHeadDraftsForARealTargetWithoutChangingABit(bool isReduced)
    {
        var recipe = new TestLlama { HiddenOutputs = true };
        var folder = TestModels.NewFolder();
        var weights = RandomWeights.Eagle(recipe.Shape with { Layers = 1 }, draftVocabulary: isReduced ? 64 : recipe.Shape.VocabularySize, seed: 3);
        var spec = EagleGraphBuilder.Write(weights, WeightFormat.Fp32, folder) with { TargetTokens = isReduced ? [.. Enumerable.Range(0, 64).Select(i => 8 * i)] : [] };
        using var model = OpenModel.Of(TestModels.Llama(recipe));
        using var head = DraftHead.Open(new DraftHeadFolder(folder, Path.Combine(folder, "model.onnx"), spec), model.Spec, new DecoderModelOptions { Threads = 1 });
        using var lane = model.CreateLane();
        var request = Request(OpenModel.Prompt(300)) with { MaxOutputTokens = 40, EndTokens = [], TopLogProbabilities = 2, Sampling = new SamplingOptions { Temperature = 0.7f, Seed = 2 } };
        var plain = Generations.Run(lane, request);
        lane.Truncate(0);
        var headLane = head.CreateLane();
        using var drafter = new EagleDrafter(headLane, headLane);

        var answer = Generations.Run(lane, request, drafter);

        Assert.Equal(plain.Tokens, answer.Tokens);
        Assert.Equal(plain.Output.SelectMany(t => t.Alternatives!), answer.Output.SelectMany(t => t.Alternatives!));
        Assert.True(answer.Statistics.DraftsProposed > 40);
        Assert.True(headLane.Length > 300);
    }

    [Fact]
    public void AHeadOfAnotherModelIsRefused()
    {
        using var model = OpenModel.Tiny();
        var spec = new DraftHeadSpec { HiddenSize = 7, KeyValueHeads = 1, HeadDimension = 8, VocabularySize = 512, DraftVocabularySize = 512, ContextTokens = 16 };
        var folder = new DraftHeadFolder("head", "head/model.onnx", spec);

        Assert.Contains("gives none", Assert.Throws<LocalModelException>(() => DraftHead.Open(folder, model.Spec, new())).Message, StringComparison.Ordinal);
        var hidden = model.Spec with { Bindings = model.Spec.Bindings with { HiddenStates = "hidden_states" } };
        Assert.Contains("width 7", Assert.Throws<LocalModelException>(() => DraftHead.Open(folder, hidden, new())).Message, StringComparison.Ordinal);
    }

    private static ScriptedLane Target() => new(order: 1, hiddenWidth: HiddenWidth);

    private static GenerationRequest Request(int[] prompt) => new() { Prompt = prompt, MaxOutputTokens = 100 };
}
