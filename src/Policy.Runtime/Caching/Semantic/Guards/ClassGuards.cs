using System.Collections.Frozen;

namespace OptPolicy;

/// <summary>Tense, quantifiers and question words, of which both sides must use the same.</summary>
internal static class ClassGuards
{
    private static readonly FrozenDictionary<string, string> Quantifiers = WordClasses.Of(
        "all:all,every,each,everyone,everybody,everything any:anyone,anybody,anything some:someone,somebody,something most:most,mostly only:only,just,solely "
        + "always:always sometimes:sometimes,occasionally often:often,usually,frequently,commonly rarely:rarely,seldom both:both either:either neither:neither");

    private static readonly FrozenDictionary<string, string> QuestionWords = WordClasses.Of(
        "when:when where:where who:who,whom,whose why:why how:how what:what,which");

    private static readonly FrozenSet<string> HabitualSubjects =
        FrozenSet.ToFrozenSet(["i", "you", "he", "she", "we", "they", "it", "people", "who", "never", "always", "also"], StringComparer.Ordinal);

    public static GuardFinding? Tense(QuestionText asked, QuestionText cached)
    {
        var (here, there) = (Tenses(asked), Tenses(cached));
        if (here.SetEquals(there))
            return null;

        // A change of state is another question; an auxiliary that one side leaves out often is not.
        var changes = here.Concat(there).Any(t => t is "used to" or "becoming" && here.Contains(t) != there.Contains(t));
        return Found(GuardKinds.Tense, here, there, isDoubt: !changes && (here.IsSubsetOf(there) || there.IsSubsetOf(here)));
    }

    public static GuardFinding? Logic(QuestionText asked, QuestionText cached)
    {
        var (here, there) = (WordClasses.Members(asked, Quantifiers), WordClasses.Members(cached, Quantifiers));
        if (!here.IsSubsetOf(there) && !there.IsSubsetOf(here))
            return Found(GuardKinds.Logic, here, there);
        if (asked.Says("or") != cached.Says("or") && asked.Says("and") != cached.Says("and"))
            return Found(GuardKinds.Logic, [asked.Says("or") ? "or" : "and"], [cached.Says("or") ? "or" : "and"]);
        return QuestionWord(asked, cached)
            ?? (here.SetEquals(there) ? null : Found(GuardKinds.Logic, here, there, isDoubt: true));
    }

    private static GuardFinding? QuestionWord(QuestionText asked, QuestionText cached)
    {
        var (here, there) = (Asks(asked), Asks(cached));
        // "how" and "what" ask the same in many phrases ("what is the way to", "how do I"); "when" and "where" never do.
        return here == there || Loose(here) && Loose(there) ? null : Found(GuardKinds.Logic, [here], [there], isDoubt: Loose(here) || Loose(there));
    }

    private static string Asks(QuestionText text)
    {
        for (var i = 0; i < text.Words.Count; i++)
        {
            if (!QuestionWords.TryGetValue(text.Words[i].Text, out var asks))
                continue;
            return asks == "how" && i + 1 < text.Words.Count && text.Words[i + 1].Text is "many" or "much" or "long" or "far" or "old" or "often" or "big" or "tall" or "fast"
                ? $"how {text.Words[i + 1].Text}"
                : asks;
        }

        return "";
    }

    private static bool Loose(string asks) => asks is "" or "how" or "what";

    private static SortedSet<string> Tenses(QuestionText text)
    {
        var tenses = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < text.Words.Count; i++)
        {
            var next = i + 1 < text.Words.Count ? text.Words[i + 1].Text : "";
            var tense = text.Words[i].Text switch
            {
                "used" when next == "to" => UsedTo(text, i),
                "was" or "were" or "did" or "had" => "past",
                "will" or "shall" => "future",
                "going" when next == "to" => "future",
                "become" or "becoming" or "becomes" or "became" => "becoming",
                "still" => "still",
                "already" => "already",
                "yet" => "yet",
                "anymore" => "anymore",
                "should" or "ought" => "should",
                "must" => "must",
                _ => null,
            };
            if (tense is not null)
                tenses.Add(tense);
        }

        return tenses;
    }

    // "people used to write" is the past; "it is used to write" and "a pen used to write" are purposes.
    private static string? UsedTo(QuestionText text, int used)
    {
        for (var i = used - 1; i >= 0 && i >= used - 3; i--)
        {
            if (text.Words[i].Text is "is" or "are" or "was" or "were" or "be" or "been" or "being" or "get" or "got" or "getting" or "become")
                return null;
        }

        var isHabit = used > 0 && (text.Words[used - 1].IsName || HabitualSubjects.Contains(text.Words[used - 1].Text))
            || used + 2 < text.Words.Count && text.Words[used + 2].Text is "be" or "have" or "live";
        return isHabit ? "used to" : "used";
    }

    private static GuardFinding Found(GuardKinds kind, IEnumerable<string> asked, IEnumerable<string> cached, bool isDoubt = false) =>
        new(kind, isDoubt, string.Join(", ", asked), string.Join(", ", cached));
}
