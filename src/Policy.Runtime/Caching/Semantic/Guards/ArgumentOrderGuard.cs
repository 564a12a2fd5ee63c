namespace OptPolicy;

/// <summary>
/// The same content in other roles: "fly from Paris to Rome", "fly from Rome to Paris"; "does A owe B", "does B owe A". Only looked at
/// when the content words are the same, because order says nothing otherwise.
/// </summary>
internal static class ArgumentOrderGuard
{
    private static readonly string[] Markers = ["from", "to", "into", "onto", "than", "before", "after", "over", "under", "by", "for", "against", "with", "without", "via", "through", "on", "in", "of", "versus", "vs"];

    private static readonly string[] Symmetric =
        ["married", "marry", "dating", "related", "engaged", "friends", "friend", "siblings", "sister", "brother", "cousins", "cousin", "neighbors", "neighbours", "similar", "same",
        "different", "difference", "equal", "compatible", "between", "together", "each", "compare", "compared", "versus", "vs", "or", "and", "meet", "met"];

    public static GuardFinding? Find(QuestionText asked, QuestionText cached)
    {
        if (asked.Content.Count < 2 || asked.ContentMissingIn(cached).Length > 0 || cached.ContentMissingIn(asked).Length > 0)
            return null;

        if ((Marked(asked, cached) ?? Swapped(asked, cached)) is not { } found)
            return null;

        // Who is married to whom is one question in both directions.
        return asked.SaysAny(Symmetric) && cached.SaysAny(Symmetric) ? found with { IsDoubt = true } : found;
    }

    /// <summary>A word that one side puts after "from" and the other after "to".</summary>
    private static GuardFinding? Marked(QuestionText asked, QuestionText cached)
    {
        var (here, there) = (Roles(asked), Roles(cached));
        foreach (var (stem, marker) in here)
        {
            if (there.TryGetValue(stem, out var other) && other != marker && there.ContainsValue(marker) && here.ContainsValue(other))
                return new GuardFinding(GuardKinds.ArgumentOrder, IsDoubt: false, $"{marker} {stem}", $"{other} {stem}");
        }

        return null;
    }

    /// <summary>
    /// Two content words around a third in exchanged order: the subject has become the object. A passive exchanges them by itself, so with a
    /// passive on one side the unchanged order is the exchanged role.
    /// </summary>
    private static GuardFinding? Swapped(QuestionText asked, QuestionText cached)
    {
        var passives = (IsPassive(asked) ? 1 : 0) + (IsPassive(cached) ? 1 : 0);
        var order = asked.Content.Distinct(StringComparer.Ordinal).Where(stem => cached.Content.Contains(stem, StringComparer.Ordinal)).ToArray();
        if (order.Length < 2)
            return null;
        var places = Array.ConvertAll(order, stem => IndexOf(cached.Content, stem));
        var (first, last) = (order[0], order[^1]);
        var isExchanged = places[0] > places[^1];
        if (passives == 1)
            return isExchanged ? null : Found(first, last);

        // Moving a whole phrase to the front is harmless; the words around it keep their order then.
        return isExchanged && (order.Length == 2 || Array.TrueForAll(places[1..^1], p => p < places[0] && p > places[^1])) ? Found(first, last) : null;

        static GuardFinding Found(string a, string b) => new(GuardKinds.ArgumentOrder, IsDoubt: false, $"{a} … {b}", $"{b} … {a}");
    }

    private static Dictionary<string, string> Roles(QuestionText text)
    {
        var roles = new Dictionary<string, string>(StringComparer.Ordinal);
        var marker = "";
        foreach (var word in text.Words)
        {
            if (Markers.AsSpan().Contains(word.Text))
                marker = word.Text;
            else if (word.IsContent && marker.Length > 0 && roles.TryAdd(word.Stem, marker))
                marker = "";
        }

        return roles;
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

    private static int IndexOf(IReadOnlyList<string> list, string stem)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] == stem)
                return i;
        }

        return -1;
    }
}
