using OptPolicy.Cli.Caching.Labels;

namespace OptPolicy.Cli.Caching.Deciding;

/// <summary>A pair as the cache sees it.</summary>
/// <param name="Label">What is true.</param>
/// <param name="Asked">The words of the question now.</param>
/// <param name="Cached">The words of the one that was answered.</param>
/// <param name="Similarity">Cosine of both.</param>
/// <param name="Words">What the words alone say, however near both are.</param>
internal sealed record MeasuredPair(LabelledPair Label, QuestionText Asked, QuestionText Cached, double Similarity, HitDecision Words)
{
    /// <summary>Whether the words decide: no threshold and no verifier changes that.</summary>
    public bool IsSettled => Words.Action is HitAction.Miss || Words.Reason is "identical";

    /// <summary>Whether only its similarity can tell.</summary>
    public bool IsLeftToSimilarity => Words.Action is HitAction.Serve && !IsSettled;

    /// <summary>What the verifier said, once it was asked.</summary>
    public HitVerdict? Verdict { get; set; }
}
