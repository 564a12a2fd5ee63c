namespace OptPolicy;

/// <summary>
/// The same content in other roles: "fly from Paris to Rome", "fly from Rome to Paris"; "does A owe B", "does B owe A"; "from three to two".
/// Only looked at when the content words are the same, because order says nothing otherwise.
/// </summary>
internal static class ArgumentOrderGuard
{
    // Of two alone, moving one to the front cannot be told from exchanging subject and object.
    private const int TellingRotation = 3;

    private static readonly (string One, string Other)[] Opposed =
        [("from", "to"), ("from", "into"), ("from", "onto"), ("before", "after"), ("with", "without"), ("by", "without"), ("over", "under"), ("for", "against")];

    // Prepositions that a rewording seldom adds, drops or exchanges.
    private static readonly string[] Telling = ["by", "without", "before", "after", "through", "against"];

    private static readonly string[] Symmetric =
        ["married", "marry", "dating", "related", "engaged", "friends", "friend", "siblings", "sister", "brother", "cousins", "cousin", "neighbors", "neighbours", "similar", "same",
        "different", "difference", "equal", "compatible", "between", "together", "each", "compare", "compared", "versus", "vs", "or", "and", "meet", "met"];

    public static GuardFinding? Find(QuestionText asked, QuestionText cached)
    {
        if (asked.ContentMissingIn(cached).Length > 0 || cached.ContentMissingIn(asked).Length > 0)
            return null;
        var (here, there) = (OrderedArgument.Of(asked), OrderedArgument.Of(cached));
        here.RemoveAll(a => !there.Exists(b => b.Stem == a.Stem));
        there.RemoveAll(a => !here.Exists(b => b.Stem == a.Stem));
        if (Marked(here, there) is { IsDoubt: false } opposed)
            return opposed;
        if (here.Count < 2)
            return Marked(here, there);

        var found = IsPassive(asked) != IsPassive(cached) ? Unmoved(here, there) : Exchanged(here, there) ?? Marked(here, there);

        // Who is married to whom is one question in both directions.
        return found is { } finding && asked.SaysAny(Symmetric) && cached.SaysAny(Symmetric) ? finding with { IsDoubt = true } : found;
    }

    /// <summary>A word that one side puts after "from" and the other after "to"; one that only one side puts after "by", or a time that one side has "at" and the other "for", may have another part.</summary>
    private static GuardFinding? Marked(List<OrderedArgument> here, List<OrderedArgument> there)
    {
        GuardFinding? doubt = null;
        foreach (var one in here)
        {
            var other = there.Find(o => o.Stem == one.Stem);
            if (Array.Exists(Opposed, o => (o.One, o.Other) == (one.Marker, other.Marker) || (o.Other, o.One) == (one.Marker, other.Marker)))
                return Found(one.Phrase, other.Phrase);
            if (one.Marker != other.Marker && (Array.Exists(Telling, m => m == one.Marker || m == other.Marker) || one.Marker.Length > 0 && other.Marker.Length > 0 && (one.IsValue || other.IsValue)))
                doubt ??= Found(one.Phrase, other.Phrase, isDoubt: true);
        }

        return doubt;
    }

    /// <summary>A passive exchanges subject and object by itself, so with one on one side only, what stands in the unchanged order has the exchanged role.</summary>
    private static GuardFinding? Unmoved(List<OrderedArgument> here, List<OrderedArgument> there)
    {
        var (first, last) = (here[0].Stem, here[^1].Stem);
        return Place(there, first) > Place(there, last) ? null : Found($"{first} … {last}", $"{last} … {first}");
    }

    /// <summary>Two arguments in exchanged order: certain when a third stands between them on both sides, or when the preposition stayed where it was.</summary>
    private static GuardFinding? Exchanged(List<OrderedArgument> here, List<OrderedArgument> there)
    {
        if (here.Count >= TellingRotation && IsRotation(here, there) || IsWrittenOutCompound(here, there))
            return null;

        GuardFinding? doubt = null;
        for (var first = 0; first < here.Count; first++)
        {
            for (var second = first + 1; second < here.Count; second++)
            {
                var (one, two) = (here[first], here[second]);
                var (oneThere, twoThere) = (Place(there, one.Stem), Place(there, two.Stem));
                if (oneThere < twoThere || KeepsRole(one, there[oneThere]) || KeepsRole(two, there[twoThere]))
                    continue;
                if (second == first + 1 && oneThere == twoThere + 1 && two.IsJoined && there[oneThere].IsJoined)
                    continue;

                var keptPreposition = one.Marker.Length + two.Marker.Length > 0 && (one.Marker, two.Marker) == (there[twoThere].Marker, there[oneThere].Marker);
                var isAround = Enumerable.Range(first + 1, second - first - 1).Any(i => Place(there, here[i].Stem) is var place && place > twoThere && place < oneThere);
                var finding = Found($"{one.Stem} … {two.Stem}", $"{two.Stem} … {one.Stem}", isDoubt: !keptPreposition && !isAround);
                if (!finding.IsDoubt)
                    return finding;
                doubt ??= finding;
            }
        }

        return doubt;
    }

    private static bool KeepsRole(OrderedArgument here, OrderedArgument there) => here.Marker.Length > 0 && here.Marker == there.Marker;

    /// <summary>"A good substitute for soy sauce", "a good soy sauce substitute": two neighbouring phrases changed places, and on one side a preposition says so.</summary>
    private static bool IsWrittenOutCompound(List<OrderedArgument> here, List<OrderedArgument> there)
    {
        var start = 0;
        while (start < here.Count && here[start].Stem == there[start].Stem)
            start++;
        var end = here.Count;
        while (end > start && here[end - 1].Stem == there[end - 1].Stem)
            end--;
        var (phrases, others) = (here[start..end], there[start..end]);
        if (phrases.Count == 0 || !IsRotation(phrases, others))
            return false;
        var (second, otherSecond) = (phrases.Find(a => a.Stem == others[0].Stem), others.Find(a => a.Stem == phrases[0].Stem));
        return IsWrittenOut(second, otherSecond) || IsWrittenOut(otherSecond, second);

        // In "the train was late" nothing is compounded.
        static bool IsWrittenOut(OrderedArgument behindPreposition, OrderedArgument compounded) =>
            behindPreposition.Marker is "of" or "for" or "on" or "in" && compounded is { Marker: "", IsClose: true };
    }

    private static bool IsRotation(List<OrderedArgument> here, List<OrderedArgument> there)
    {
        var start = Place(there, here[0].Stem);
        return Enumerable.Range(0, here.Count).All(i => there[(start + i) % there.Count].Stem == here[i].Stem);
    }

    /// <summary>A form of be or get, a participle soon after it, and an agent: "was … by". Participles are many and irregular, so any content word passes for one.</summary>
    private static bool IsPassive(QuestionText text)
    {
        for (var agent = 2; agent + 1 < text.Words.Count; agent++)
        {
            if (text.Words[agent].Text != "by" || !text.Words[agent - 1].IsContent || text.Words[agent + 1].Text.EndsWith("ing", StringComparison.Ordinal))
                continue;
            if (text.Words.Take(agent - 1).Any(w => w.Text is "is" or "are" or "was" or "were" or "be" or "been" or "being" or "am" or "get" or "gets" or "got"))
                return true;
        }

        return false;
    }

    private static int Place(List<OrderedArgument> arguments, string stem) => arguments.FindIndex(a => a.Stem == stem);

    private static GuardFinding Found(string here, string there, bool isDoubt = false) => new(GuardKinds.ArgumentOrder, isDoubt, here, there);
}
