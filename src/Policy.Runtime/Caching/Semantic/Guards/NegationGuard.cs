using System.Collections.Frozen;

namespace OptPolicy;

/// <summary>Polarity: negated on one side only, negated about something else, or a word against its opposite.</summary>
internal static class NegationGuard
{
    // "not" reaches what says something among the next words.
    private const int Reach = 4;

    public static GuardFinding? Find(QuestionText asked, QuestionText cached)
    {
        var (here, there) = (Negated(asked, FunctionWords.Negators), Negated(cached, FunctionWords.Negators));
        if (here.Count % 2 != there.Count % 2)
            return new GuardFinding(GuardKinds.Negation, IsDoubt: false, Text(here), Text(there));

        var onlyHere = here.Find(scope => !there.Exists(other => Meet(scope, other)));
        var onlyThere = there.Find(scope => !here.Exists(other => Meet(scope, other)));
        GuardFinding? doubt = null;
        if (onlyHere is not null && onlyThere is not null)
        {
            // "dogs but not cats" against "cats but not dogs"; what the other side does not say at all may only be worded otherwise.
            var isExchanged = cached.HasStem(onlyHere[0]) || asked.HasStem(onlyThere[0]);
            var finding = new GuardFinding(GuardKinds.Negation, IsDoubt: !isExchanged, Text([onlyHere]), Text([onlyThere]));
            if (isExchanged)
                return finding;
            doubt = finding;
        }

        return Opposites(asked, cached) ?? Switched(asked, cached) ?? doubt ?? Refusals(asked, cached);
    }

    // "turn off roaming on my line": the particle of the verb, not the other "on".
    private static GuardFinding? Switched(QuestionText asked, QuestionText cached)
    {
        var (here, there) = (Switch(asked), Switch(cached));
        return here.Length > 0 && there.Length > 0 && here != there ? new GuardFinding(GuardKinds.Negation, IsDoubt: false, here, there) : null;
    }

    private static string Switch(QuestionText text)
    {
        for (var i = 0; i < text.Words.Count; i++)
        {
            if (text.Words[i].Stem is not ("turn" or "switch" or "put" or "set"))
                continue;
            if (text.Words.Skip(i + 1).Take(Reach).FirstOrDefault(static w => w.Text is "on" or "off") is { Text: not null } particle)
                return particle.Text;
        }

        return "";
    }

    // "to prevent" is "to stop" as often as it is "not to cause".
    private static GuardFinding? Refusals(QuestionText asked, QuestionText cached)
    {
        var (here, there) = (Negated(asked, FunctionWords.Refusals), Negated(cached, FunctionWords.Refusals));
        return here.Count % 2 == there.Count % 2 ? null : new GuardFinding(GuardKinds.Negation, IsDoubt: true, Text(here), Text(there));
    }

    /// <summary>What each negator of the text may negate, by stems; empty for one that stands alone.</summary>
    private static List<string[]> Negated(QuestionText text, FrozenSet<string> negators)
    {
        var negated = new List<string[]>();
        for (var i = 0; i < text.Words.Count; i++)
        {
            if (!negators.Contains(text.Words[i].Text))
                continue;
            string[] scope = [.. text.Words.Skip(i + 1).Take(Reach).Where(w => w.IsContent).Select(w => w.Stem)];

            // "whether or not", "if not, why", "not only" leave the question as it is.
            var before = i > 0 ? text.Words[i - 1].Text : "";
            var after = i + 1 < text.Words.Count ? text.Words[i + 1].Text : "";
            if (text.Words[i].Text == "not" && (before is "or" && Earlier(i, "whether") || before is "or" or "if" && (scope.Length == 0 || after is "why" or "what" or "how" or "then") || after == "only"))
                continue;
            negated.Add(scope);
        }

        return negated;

        bool Earlier(int place, string word) => text.Words.Take(place).Any(w => w.Text == word);
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

    private static bool Meet(string[] a, string[] b) =>
        a.Length == 0 || b.Length == 0 || Array.Exists(a, word => Array.Exists(b, other => word == other || WordLexicon.AreSynonyms(word, other)));

    private static string Text(List<string[]> negated) => negated.Count == 0 ? "" : "not " + string.Join(", not ", negated.Select(scope => scope.FirstOrDefault()));
}
