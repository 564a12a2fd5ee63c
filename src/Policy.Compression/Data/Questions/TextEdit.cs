using System.Globalization;
using System.Text.RegularExpressions;

namespace OptPolicy.Compression.Data.Questions;

/// <summary>Small changes to a written text after which it asks something else: not, another number, another time, owner or question word.</summary>
internal static partial class TextEdit
{
    private static readonly (string From, string[] To)[] Words =
    [
        ("before", ["after"]), ("after", ["before"]), ("more", ["less", "fewer"]), ("less", ["more"]), ("always", ["never", "sometimes"]), ("never", ["always"]), ("all", ["some", "none"]),
        ("how", ["why", "when", "where"]), ("why", ["how", "when"]), ("when", ["where", "why"]), ("where", ["when", "why"]), ("who", ["when", "why"]),
        ("my", ["my brother's", "your", "my boss's", "her"]), ("his", ["her"]), ("her", ["his"]), ("he", ["she"]), ("she", ["he"]), ("i", ["my sister", "they"]),
        ("can", ["must", "cannot", "could they"]), ("should", ["shouldn't", "may"]), ("is", ["isn't", "was", "will it be that"]), ("are", ["aren't", "were"]), ("was", ["is", "wasn't"]), ("did", ["will", "didn't"]), ("does", ["did", "doesn't"]),
        ("do", ["don't", "did"]), ("will", ["did", "won't"]), ("with", ["without"]), ("without", ["with"]), ("and", ["or"]), ("or", ["and"]),
        ("today", ["tomorrow", "yesterday"]), ("tomorrow", ["today", "next week"]), ("tonight", ["tomorrow night", "last night"]), ("morning", ["evening"]), ("next", ["last"]), ("last", ["next"]), ("first", ["last", "second"]),
        ("monday", ["friday", "tuesday"]), ("friday", ["sunday", "monday"]), ("best", ["worst"]), ("new", ["old"]), ("old", ["new"]), ("high", ["low"]), ("low", ["high"]), ("on", ["off"]), ("up", ["down"]), ("off", ["on"]),
        ("want", ["don't want"]), ("need", ["don't need"]), ("have", ["don't have"]), ("works", ["doesn't work"]), ("working", ["not working"]), ("possible", ["impossible"]), ("least", ["most"]), ("most", ["least"]), ("open", ["close"]),
    ];

    private static readonly Dictionary<string, string[]> Changes = Words.ToDictionary(w => w.From, w => w.To, StringComparer.OrdinalIgnoreCase);

    /// <summary>The text with one word or number changed; <see langword="null"/> when nothing in it can be.</summary>
    public static string? Change(string text, PairDraw draw)
    {
        var words = text.Split(' ');
        var places = Enumerable.Range(0, words.Length).Where(i => Changes.ContainsKey(Bare(words[i])) || Number().IsMatch(words[i])).ToArray();
        if (places.Length == 0)
            return null;

        var place = places[draw.Below(places.Length)];
        var bare = Bare(words[place]);
        var changed = Changes.TryGetValue(bare, out var others)
            ? draw.Of<string>(others)
            : Number().Replace(words[place], match => (long.Parse(match.Value, CultureInfo.InvariantCulture) + 1 + draw.Below(9)).ToString(CultureInfo.InvariantCulture), 1);
        words[place] = others is null ? changed : words[place].Replace(bare, changed, StringComparison.Ordinal);
        return string.Join(' ', words);
    }

    /// <summary>The text with one of its words replaced; <see langword="null"/> when none has such a relation.</summary>
    public static string? Replace(string text, IReadOnlyDictionary<string, WordRelation> relations, Func<WordRelation, IReadOnlyList<string>> other, PairDraw draw)
    {
        var words = text.Split(' ');
        var places = Enumerable.Range(0, words.Length).Where(i => relations.TryGetValue(Bare(words[i]).ToLowerInvariant(), out var relation) && other(relation).Count > 0).ToArray();
        if (places.Length == 0)
            return null;

        var place = places[draw.Below(places.Length)];
        var bare = Bare(words[place]);
        var others = other(relations[bare.ToLowerInvariant()]);
        words[place] = words[place].Replace(bare, others[draw.Below(others.Count)], StringComparison.Ordinal);
        return string.Join(' ', words);
    }

    private static string Bare(string word) => word.Trim('?', '.', ',', '!', ';', ':', '"', '(', ')');

    [GeneratedRegex(@"\d{1,9}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
