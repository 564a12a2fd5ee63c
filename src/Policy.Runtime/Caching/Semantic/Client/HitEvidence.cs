namespace OptPolicy;

/// <summary>
/// How strongly an entry speaks for itself among its neighbours: its cosine, and the words it shares with the question. Sentence vectors place
/// everything about one topic close together; which of those entries is meant, the words tell. It orders candidates and measures how clear the first
/// stands of the others. Whether a candidate is near at all remains a matter of the cosine.
/// </summary>
internal static class HitEvidence
{
    // Anything from 0.1 to 0.5 ranks alike on streams of questions with known duplicates.
    private const double WordsWeight = 0.2;

    /// <summary>The most by which an entry of lower cosine can be ahead of another.</summary>
    public const double Reach = WordsWeight;

    public static double Of(double similarity, QuestionText asked, QuestionText cached) => similarity + WordsWeight * asked.Shared(cached);
}
