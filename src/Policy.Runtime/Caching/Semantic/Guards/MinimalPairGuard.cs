namespace OptPolicy;

/// <summary>
/// Words that one question has and the other does not explain: one exchanged for another that is not its synonym, or one added that narrows the
/// question. In a short question one word can be half of what is said. A long question in other words differs in many, and only the single one
/// in otherwise the same words is telling.
/// </summary>
internal static class MinimalPairGuard
{
    public static GuardFinding? Find(QuestionText asked, QuestionText cached)
    {
        var here = asked.ContentMissingIn(cached);
        var there = cached.ContentMissingIn(asked);
        var (freeHere, freeThere) = (Unmatched(here, there), Unmatched(there, here));
        return freeHere.Length == 0 && freeThere.Length == 0 || QuestionText.AreLong(asked, cached) && (here.Length > 1 || there.Length > 1)
            ? null
            : new GuardFinding(GuardKinds.MinimalPair, IsDoubt: true, string.Join(", ", freeHere), string.Join(", ", freeThere));
    }

    private static string[] Unmatched(string[] words, string[] others) =>
        Array.FindAll(words, word => !Array.Exists(others, other => WordLexicon.AreSynonyms(word, other)));
}
