namespace OptPolicy.Compression.Data.Questions;

/// <summary>A question said otherwise in several places at once, as people do: another beginning, words of the same meaning, words that add nothing.</summary>
internal sealed class Rewording(IReadOnlyDictionary<string, WordRelation> relations)
{
    private static readonly string[] Additions = ["exactly", "really", "actually", "usually", "generally", "typically", "currently", "even"];
    private static readonly string[] Trailers = [" in general", " these days", " right now", " in your opinion", " exactly", " nowadays", " at all", " at the moment", " for me", " overall"];
    private static readonly string[] Droppable = ["the", "a", "an", "really", "actually", "exactly", "please", "currently", "just", "very", "some", "any", "ever", "that"];
    private static readonly string[] Prepositions = ["in", "on", "at", "for", "during", "after", "before"];
    private static readonly string[] Openers = ["what", "how", "why", "is", "are", "can", "does", "do", "which", "who", "where", "when", "did", "will", "should"];

    /// <summary>The text with up to <paramref name="most"/> changes that leave what it asks as it is.</summary>
    public string Say(string text, PairDraw draw, int most = 3)
    {
        var changes = 1 + draw.Below(most);
        for (var i = 0; i < changes; i++)
            text = Change(text, draw) ?? text;
        return text;
    }

    private string? Change(string text, PairDraw draw) => draw.Below(10) switch
    {
        0 or 1 => Reframing.Say(text, draw),
        2 or 3 or 4 => CommonSynonyms.Say(text, draw),
        5 => TextEdit.Replace(text, relations, r => r.Alike, draw),
        6 => Drop(text, draw),
        7 => Add(text, draw),
        8 => Turn(text),
        _ => SurfaceChange.Reword(text, draw),
    };

    private static string? Drop(string text, PairDraw draw)
    {
        var words = text.Split(' ');
        var places = Enumerable.Range(0, words.Length).Where(i => Droppable.Contains(words[i], StringComparer.OrdinalIgnoreCase)).ToArray();
        if (places.Length == 0 || words.Length < 5)
            return null;

        var place = places[draw.Below(places.Length)];
        return string.Join(' ', [.. words[..place], .. words[(place + 1)..]]);
    }

    private static string? Add(string text, PairDraw draw)
    {
        var words = text.Split(' ');
        if (words.Length < 4)
            return null;
        if (draw.Chance(50))
            return text.TrimEnd('?', '.', '!', ' ') + draw.Of(Trailers);
        return string.Join(' ', [.. words[..2], draw.Of(Additions), .. words[2..]]);
    }

    // "what is the tax rate in france" becomes "in france, what is the tax rate".
    private static string? Turn(string text)
    {
        var words = text.TrimEnd('?', '.', '!', ' ').Split(' ');
        var place = Array.FindLastIndex(words, word => Prepositions.Contains(word, StringComparer.OrdinalIgnoreCase));
        if (place < 3 || words.Length - place is < 2 or > 4 || !Openers.Contains(words[0], StringComparer.OrdinalIgnoreCase))
            return null;

        return $"{string.Join(' ', words[place..])}, {string.Join(' ', words[..place])}";
    }
}
