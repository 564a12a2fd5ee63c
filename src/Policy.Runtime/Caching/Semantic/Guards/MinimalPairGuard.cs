namespace OptPolicy;

/// <summary>
/// Nearly the same words, where embeddings are nearest and least to be trusted: one content word exchanged for another that is not
/// its synonym, or one added that narrows the question. In a short question one word can be half of what is said.
/// </summary>
internal static class MinimalPairGuard
{
    private const double NearlyTheSame = 0.6;

    public static GuardFinding? Find(QuestionText asked, QuestionText cached)
    {
        var here = asked.ContentMissingIn(cached);
        var there = cached.ContentMissingIn(asked);
        if (asked.Overlap(cached) < NearlyTheSame && (here.Length > 1 || there.Length > 1))
            return null;

        var (freeHere, freeThere) = (Unmatched(here, there), Unmatched(there, here));
        return freeHere.Length == 0 && freeThere.Length == 0
            ? null
            : new GuardFinding(GuardKinds.MinimalPair, IsDoubt: true, string.Join(", ", freeHere), string.Join(", ", freeThere));
    }

    private static string[] Unmatched(string[] words, string[] others) =>
        Array.FindAll(words, word => !Array.Exists(others, other => WordLexicon.AreSynonyms(word, other)));
}
