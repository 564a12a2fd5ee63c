using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tests.Decoding;

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

    private static ScriptedLane Target() => new(order: 1, hiddenWidth: HiddenWidth);

    private static GenerationRequest Request(int[] prompt) => new() { Prompt = prompt, MaxOutputTokens = 100 };
}
