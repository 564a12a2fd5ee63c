namespace OptPolicy;

/// <summary>
/// Reduces a lower-case English word to what its inflections share: plurals, -ing, -ed, -ly. Comparatives stay apart, because
/// "cheaper" asks for something else than "cheap". Not a lemma: "make", "made" and "making" all become "mak".
/// </summary>
internal static class WordStem
{
    private const int ShortestStem = 3;

    public static string Of(string word)
    {
        if (IrregularForms.Base(word) is { } plain)
            word = plain;
        var stem = Strip(word);
        if (stem.Length > ShortestStem && stem[^1] == stem[^2] && stem[^1] is not ('s' or 'l' or 'e' or 'o') && stem.Length < word.Length)
            stem = stem[..^1];
        return stem.Length > ShortestStem && stem[^1] is 'e' ? stem[..^1] : stem;
    }

    private static string Strip(string word)
    {
        if (Cut(word, "ies") is { } ies)
            return ies + "y";
        if (word.EndsWith("ss", StringComparison.Ordinal) || word.EndsWith("us", StringComparison.Ordinal) || word.EndsWith("is", StringComparison.Ordinal))
            return word;
        return (Cut(word, "sses") is { } sses ? sses + "ss" : null)
            ?? (Cut(word, "xes") is { } xes ? xes + "x" : null)
            ?? (Cut(word, "ches") is { } ches ? ches + "ch" : null)
            ?? (Cut(word, "shes") is { } shes ? shes + "sh" : null)
            ?? Cut(word, "ings") ?? Cut(word, "ing") ?? (Cut(word, "ied") is { } ied ? ied + "y" : null) ?? Cut(word, "ed")
            ?? (Cut(word, "ily") is { } ily ? ily + "y" : null) ?? Cut(word, "ly") ?? Cut(word, "s") ?? word;
    }

    // The rest must still have a vowel: "string" and "shed" are no inflections.
    private static string? Cut(string word, string ending)
    {
        if (word.Length - ending.Length < ShortestStem || !word.EndsWith(ending, StringComparison.Ordinal))
            return null;
        var rest = word.AsSpan(0, word.Length - ending.Length);
        return rest.IndexOfAny("aeiouy") >= 0 ? rest.ToString() : null;
    }
}
