using System.Collections.Frozen;

namespace OptPolicy;

/// <summary>Who is spoken of: he or she, relations of the speaker, and who does what to whom.</summary>
internal static class PersonGuard
{
    private static readonly FrozenDictionary<string, string> Persons = WordClasses.Of(
        "he:he,him,his,himself she:she,her,hers,herself i:i,me,my,mine,myself,we,us,our,ours,ourselves");

    // Relations change whose question it is, so they count like pronouns.
    private static readonly FrozenDictionary<string, string> Relations = WordClasses.Of(
        """
        friend:friend,friends wife:wife husband:husband mother:mother,mom,mum,mommy father:father,dad,daddy son:son,sons daughter:daughter,daughters
        brother:brother,brothers sister:sister,sisters boyfriend:boyfriend girlfriend:girlfriend child:child,children,kid,kids baby:baby,babies
        parents:parent,parents boss:boss,manager colleague:colleague,coworker,colleagues partner:partner neighbour:neighbor,neighbour,neighbors,neighbours
        dog:dog,dogs,puppy cat:cat,cats,kitten customer:customer,customers grandmother:grandmother,grandma grandfather:grandfather,grandpa
        """);

    private static readonly FrozenSet<string> Requests = FrozenSet.ToFrozenSet(
        ["tell", "show", "help", "give", "let", "lets", "remind", "explain", "teach", "walk", "get", "send", "for", "assist", "guide", "like", "bring", "find", "advise", "inform"], StringComparer.Ordinal);

    public static GuardFinding? Find(QuestionText asked, QuestionText cached)
    {
        // Everybody may say "I" or leave it out; nobody may say "she" for "he", or for "I".
        var (here, there) = (WordClasses.Members(asked, Persons), WordClasses.Members(cached, Persons));
        var thirdHere = here.Where(p => p != "i").ToArray();
        var thirdThere = there.Where(p => p != "i").ToArray();
        if (!thirdHere.SequenceEqual(thirdThere, StringComparer.Ordinal))
            return Found(here, there);
        if (thirdHere.Length > 1 && RolesOfPersons(asked, cached) is { } exchanged)
            return exchanged;
        return Differs(WordClasses.Members(asked, Relations), WordClasses.Members(cached, Relations)) ?? SpeakerActedOn(asked, cached);
    }

    /// <summary>"You told me" against "I told you": on one side something is done to the speaker. "Tell me", "help me" only ask.</summary>
    private static GuardFinding? SpeakerActedOn(QuestionText asked, QuestionText cached)
    {
        var (here, there) = (ActsOnSpeaker(asked), ActsOnSpeaker(cached));
        if (here == there)
            return null;
        var isExchanged = asked.ContentMissingIn(cached).Length == 0 && cached.ContentMissingIn(asked).Length == 0 && (here ? cached : asked).SaysAny(["i", "we"]);
        return Found([here ? "me" : ""], [there ? "me" : ""], isDoubt: !isExchanged);
    }

    private static bool ActsOnSpeaker(QuestionText text)
    {
        for (var i = 1; i < text.Words.Count; i++)
        {
            if (text.Words[i].Text is "me" or "us" && !Requests.Contains(text.Words[text.Words[i - 1].Text is "to" && i > 1 ? i - 2 : i - 1].Text))
                return true;
        }

        return false;
    }

    // "If he hits her, is he ...": with both in a text, who comes when tells who does what.
    private static GuardFinding? RolesOfPersons(QuestionText asked, QuestionText cached)
    {
        var (here, there) = (Sequence(asked), Sequence(cached));
        return here.SequenceEqual(there, StringComparer.Ordinal) ? null : Found(here, there, isDoubt: here.Length != there.Length);

        static string[] Sequence(QuestionText text) =>
            [.. text.Words.Select(word => Persons.GetValueOrDefault(word.Text, "")).Where(person => person is "he" or "she")];
    }

    private static GuardFinding? Differs(SortedSet<string> asked, SortedSet<string> cached) =>
        asked.SetEquals(cached) ? null : Found(asked, cached);

    private static GuardFinding Found(IEnumerable<string> asked, IEnumerable<string> cached, bool isDoubt = false) =>
        new(GuardKinds.Person, isDoubt, string.Join(", ", asked), string.Join(", ", cached));
}
