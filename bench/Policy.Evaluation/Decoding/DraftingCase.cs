using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Evaluation.Decoding;

/// <summary>A way to draft that is measured.</summary>
/// <param name="Name">In the metric's name.</param>
/// <param name="Create">Makes the drafters of one answer from the plain answer and the lanes of what runs a model.</param>
internal sealed record DraftingCase(string Name, Func<int[], DraftLanes, IReadOnlyList<IDrafter>> Create)
{
    // Where a near-miss answer differs: one token in this many.
    private const int Deviation = 12;

    private static readonly DraftingCase[] WithoutHead =
    [
        new("ngram", static (_, _) => [new SuffixDrafter()]),
        new("history", static (answer, _) => [History(answer)]),
        new("hint", static (answer, _) => [Hint(answer)]),
        new("draft", static (_, lanes) => [new ModelDrafter(lanes.Draft)]),
        new("all", static (answer, lanes) => [new SuffixDrafter(), Hint(answer), new ModelDrafter(lanes.Draft)]),
    ];

    private static readonly DraftingCase WithHead = new("eagle", static (_, lanes) => [new EagleDrafter(lanes.Head!)]);

    /// <summary>The cases that the lanes allow.</summary>
    public static IReadOnlyList<DraftingCase> All(DraftLanes lanes) => lanes.Head is null ? WithoutHead : [.. WithoutHead, WithHead];

    /// <summary>The same question was asked before.</summary>
    private static TextDrafter History(int[] answer)
    {
        var history = new DraftHistory();
        history.Add(null, answer);
        return TextDrafter.FromHistory(history);
    }

    /// <summary>Nearly the same question was: every so often a token differs or is missing.</summary>
    private static TextDrafter Hint(int[] answer)
    {
        var hint = answer.Where(static (_, i) => i % (2 * Deviation) != Deviation).Select(static (token, i) => i % (2 * Deviation) == 0 ? token ^ 1 : token);
        return TextDrafter.FromHints([hint.ToArray()]);
    }
}
