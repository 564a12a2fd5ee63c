using System.Collections.Frozen;

namespace OptPolicy;

/// <summary>Closed classes of English words.</summary>
internal static class FunctionWords
{
    /// <summary>Words that carry no topic: articles, auxiliaries, pronouns, prepositions, politeness.</summary>
    public static readonly FrozenSet<string> All = Set(
        """
        a an the is are was were be been being am do does did done to of in on at for from by with and or as it its this that these those
        i you he she we they my your his her our their me us them him mine yours ours theirs myself yourself himself herself itself
        what which who whom whose how why when where can could should would will shall may might must if so than then there here about
        into onto over any some all just very much many most more so too also have has had having one ones way ways get got
        please hi hello hey thanks thank kindly ok okay well really actually exactly basically simply tell know want need help let
        not no nor cannot never without up down out off under before after during while between through per via because since until
        ask question explain show give wondering wonder able like again ever each every both either neither only own same such
        """);

    private const int LongestWord = 16;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Spans = All.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a word, in whatever case, carries no topic.</summary>
    public static bool IsOne(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[LongestWord];
        return word.Length <= LongestWord && word.ToLowerInvariant(lower) == word.Length && Spans.Contains(lower[..word.Length]);
    }

    /// <summary>Words that turn a statement around.</summary>
    public static readonly FrozenSet<string> Negators = Set(
        """
        not no never none nobody nothing neither nor without cannot unable except unless nowhere hardly barely
        """);

    /// <summary>Verbs that deny what follows them.</summary>
    public static readonly FrozenSet<string> Refusals = Set(
        """
        lack lacks lacking lacked fail fails failed failing refuse refuses refused refusing avoid avoids avoided avoiding prevent prevents
        prevented preventing
        """);

    /// <summary>Written-out contractions and their common misspellings.</summary>
    public static readonly FrozenDictionary<string, string[]> Contractions = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["cant"] = ["can", "not"],
        ["cannot"] = ["can", "not"],
        ["wont"] = ["will", "not"],
        ["dont"] = ["do", "not"],
        ["doesnt"] = ["does", "not"],
        ["didnt"] = ["did", "not"],
        ["isnt"] = ["is", "not"],
        ["arent"] = ["are", "not"],
        ["wasnt"] = ["was", "not"],
        ["werent"] = ["were", "not"],
        ["shouldnt"] = ["should", "not"],
        ["wouldnt"] = ["would", "not"],
        ["couldnt"] = ["could", "not"],
        ["hasnt"] = ["has", "not"],
        ["havent"] = ["have", "not"],
        ["hadnt"] = ["had", "not"],
        ["aint"] = ["is", "not"],
        ["mustnt"] = ["must", "not"],
        ["neednt"] = ["need", "not"],
        ["im"] = ["i", "am"],
        ["ive"] = ["i", "have"],
        ["whats"] = ["what", "is"],
        ["hows"] = ["how", "is"],
        ["wheres"] = ["where", "is"],
        ["whos"] = ["who", "is"],
        ["thats"] = ["that", "is"],
        ["theres"] = ["there", "is"],
        ["gonna"] = ["going", "to"],
        ["wanna"] = ["want", "to"],
        ["gotta"] = ["got", "to"],
        ["lets"] = ["let", "us"],
        ["youre"] = ["you", "are"],
        ["theyre"] = ["they", "are"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static FrozenSet<string> Set(string words) =>
        words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
