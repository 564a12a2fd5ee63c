using System.Collections.Frozen;

namespace OptPolicy;

/// <summary>Closed classes of words of which both sides must use the same members.</summary>
internal static class ClassGuards
{
    private static readonly FrozenDictionary<string, string> Persons = Classes(
        "he:he,him,his,himself she:she,her,hers,herself i:i,me,my,mine,myself,we,us,our,ours,ourselves");

    // Relations change whose question it is, so they count like pronouns.
    private static readonly FrozenDictionary<string, string> Relations = Classes(
        """
        friend:friend,friends wife:wife husband:husband mother:mother,mom,mum,mommy father:father,dad,daddy son:son,sons daughter:daughter,daughters
        brother:brother,brothers sister:sister,sisters boyfriend:boyfriend girlfriend:girlfriend child:child,children,kid,kids baby:baby,babies
        parents:parent,parents boss:boss,manager colleague:colleague,coworker,colleagues partner:partner neighbour:neighbor,neighbour,neighbors,neighbours
        dog:dog,dogs,puppy cat:cat,cats,kitten customer:customer,customers grandmother:grandmother,grandma grandfather:grandfather,grandpa
        """);

    private static readonly FrozenDictionary<string, string> Quantifiers = Classes(
        "all:all,every,each,everyone,everybody,everything any:anyone,anybody,anything some:someone,somebody,something most:most,mostly only:only,just,solely "
        + "always:always sometimes:sometimes,occasionally often:often,usually,frequently,commonly rarely:rarely,seldom both:both either:either neither:neither");

    private static readonly FrozenDictionary<string, string> QuestionWords = Classes(
        "when:when where:where who:who,whom,whose why:why how:how what:what,which");

    private static readonly FrozenSet<string> HabitualSubjects =
        FrozenSet.ToFrozenSet(["i", "you", "he", "she", "we", "they", "it", "people", "who", "never", "always", "also"], StringComparer.Ordinal);

    public static GuardFinding? Person(QuestionText asked, QuestionText cached)
    {
        // Everybody may say "I" or leave it out; nobody may say "she" for "he", or for "I".
        var (here, there) = (Members(asked, Persons), Members(cached, Persons));
        var thirdHere = here.Where(p => p != "i").ToArray();
        var thirdThere = there.Where(p => p != "i").ToArray();
        if (!thirdHere.SequenceEqual(thirdThere, StringComparer.Ordinal))
            return Found(GuardKinds.Person, here, there);
        if (thirdHere.Length > 1 && RolesOfPersons(asked, cached) is { } exchanged)
            return exchanged;
        return Differs(GuardKinds.Person, Members(asked, Relations), Members(cached, Relations));
    }

    // "If he hits her, is he ...": with both in a text, who comes when tells who does what.
    private static GuardFinding? RolesOfPersons(QuestionText asked, QuestionText cached)
    {
        var (here, there) = (Sequence(asked), Sequence(cached));
        return here.SequenceEqual(there, StringComparer.Ordinal) ? null : Found(GuardKinds.Person, here, there, isDoubt: here.Length != there.Length);

        static string[] Sequence(QuestionText text) =>
            [.. text.Words.Select(word => Persons.GetValueOrDefault(word.Text, "")).Where(person => person is "he" or "she")];
    }

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
        var (here, there) = (Members(asked, Quantifiers), Members(cached, Quantifiers));
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

    private static SortedSet<string> Members(QuestionText text, FrozenDictionary<string, string> classes)
    {
        var members = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var word in text.Words)
        {
            if (classes.TryGetValue(word.Text, out var member))
                members.Add(member);
        }

        return members;
    }

    private static GuardFinding? Differs(GuardKinds kind, SortedSet<string> asked, SortedSet<string> cached) =>
        asked.SetEquals(cached) ? null : Found(kind, asked, cached);

    private static GuardFinding Found(GuardKinds kind, IEnumerable<string> asked, IEnumerable<string> cached, bool isDoubt = false) =>
        new(kind, isDoubt, string.Join(", ", asked), string.Join(", ", cached));

    private static FrozenDictionary<string, string> Classes(string table) =>
        table.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split(':'))
            .SelectMany(entry => entry[1].Split(',').Select(word => KeyValuePair.Create(word, entry[0])))
            .ToFrozenDictionary(StringComparer.Ordinal);
}
