using System.Numerics.Tensors;

namespace OptPolicy;

/// <summary>
/// Whether two answers say the same, without a model: equal words, or near vectors and no difference that a guard sees. Where it cannot tell, it
/// says so, and nothing is learned.
/// </summary>
internal static class AnswerAgreement
{
    private const double SameFrom = 0.92, DifferentBelow = 0.6;

    // Longer answers share too much for their vectors to tell a wrong detail.
    private const int ComparableCharacters = 600;

    /// <summary>True, false, or <see langword="null"/> when unsure.</summary>
    public static async ValueTask<bool?> JudgeAsync(IRequestEmbedder embedder, string first, string second, CancellationToken cancellationToken)
    {
        var (one, two) = (QuestionText.Of(first), QuestionText.Of(second));
        if (string.Equals(one.Joined, two.Joined, StringComparison.Ordinal))
            return true;
        if (first.Length > ComparableCharacters || second.Length > ComparableCharacters)
            return null;

        var left = await embedder.EmbedAsync(first, cancellationToken).ConfigureAwait(false);
        var right = await embedder.EmbedAsync(second, cancellationToken).ConfigureAwait(false);
        var similarity = TensorPrimitives.Dot(left.Span, right.Span);
        if (similarity < DifferentBelow)
            return false;
        var guard = QuestionGuards.Compare(one, two, GuardKinds.All);
        return guard is { IsDoubt: false } ? false : similarity >= SameFrom && guard is null ? true : null;
    }
}
