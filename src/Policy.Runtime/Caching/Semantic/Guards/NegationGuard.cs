namespace OptPolicy;

/// <summary>Polarity: negated on one side only, negated about something else, or a word against its opposite.</summary>
internal static class NegationGuard
{
    // "not" reaches the next word that says something.
    private const int Reach = 4;

    public static GuardFinding? Find(QuestionText asked, QuestionText cached)
    {
        var (here, there) = (Negated(asked), Negated(cached));
        if (here.Count % 2 != there.Count % 2)
            return new GuardFinding(GuardKinds.Negation, IsDoubt: false, Text(here), Text(there));

        var onlyHere = here.FirstOrDefault(word => !there.Exists(other => IsSame(word, other)));
        var onlyThere = there.Find(word => !here.Exists(other => IsSame(word, other)));
        if (onlyHere is not null && onlyThere is not null)
            return new GuardFinding(GuardKinds.Negation, IsDoubt: false, $"not {onlyHere}", $"not {onlyThere}");

        return Opposites(asked, cached);
    }

    /// <summary>What each negator of the text negates, by stem; an empty text for one that stands alone.</summary>
    private static List<string> Negated(QuestionText text)
    {
        var negated = new List<string>();
        for (var i = 0; i < text.Words.Count; i++)
        {
            if (!FunctionWords.Negators.Contains(text.Words[i].Text))
                continue;
            var stem = "";
            for (var j = i + 1; j < text.Words.Count && j <= i + Reach && stem.Length == 0; j++)
                stem = text.Words[j].IsContent ? text.Words[j].Stem : "";
            negated.Add(stem);
        }

        return negated;
    }

    private static GuardFinding? Opposites(QuestionText asked, QuestionText cached)
    {
        var here = asked.Words.Where(w => !cached.HasStem(w.Stem)).ToArray();
        var there = cached.Words.Where(w => !asked.HasStem(w.Stem)).ToArray();
        foreach (var word in here)
        {
            foreach (var other in there)
            {
                if (WordLexicon.AreOpposites(word.Stem, other.Stem) || WordLexicon.AreOpposites(word.Text, other.Text))
                    return new GuardFinding(GuardKinds.Negation, IsDoubt: false, word.Text, other.Text);
            }
        }

        return null;
    }

    private static bool IsSame(string a, string b) => a == b || a.Length == 0 || b.Length == 0 || WordLexicon.AreSynonyms(a, b);

    private static string Text(List<string> negated) => negated.Count == 0 ? "" : "not " + string.Join(", not ", negated);
}
