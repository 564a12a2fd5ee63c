using System.Text.RegularExpressions;

namespace OptPolicy.Compression.Data.Questions;

/// <summary>Changes to a text that leave what it asks as it is: case, punctuation, courtesy, contractions, a slip of the finger.</summary>
internal static partial class SurfaceChange
{
    private static readonly (string Long, string Short)[] Contractions =
    [
        ("do not", "don't"), ("does not", "doesn't"), ("did not", "didn't"), ("is not", "isn't"), ("cannot", "can't"), ("can not", "can't"), ("should not", "shouldn't"), ("will not", "won't"), ("I am", "I'm"),
        ("what is", "what's"), ("who is", "who's"), ("where is", "where's"), ("it is", "it's"), ("I would", "I'd"), ("I have", "I've"), ("how is", "how's"), ("that is", "that's"),
    ];

    private static readonly string[] Openings =
        ["please tell me, ", "hi, ", "hello, ", "excuse me, ", "quick question: ", "could you tell me: ", "I was wondering, ", "just asking, ", "sorry to bother you, ", "hey, "];

    private static readonly string[] Endings = [" please", ", thanks", ", thank you", " by any chance", ", any idea", ", if I may ask"];

    private static readonly string[] Fillers = ["actually", "currently", "really", "in fact", "basically"];

    /// <summary>"a" before a vowel becomes "an": templates cannot know what follows.</summary>
    public static string Article(string text) => LoneArticle().Replace(text, "an ");

    /// <summary>Small changes, most of the time none.</summary>
    public static string Dress(string text, PairDraw draw)
    {
        if (draw.Chance(12))
            text = Contract(text, draw);
        if (draw.Chance(4))
            text = Mistype(text, draw);
        return Finish(text, draw);
    }

    /// <summary>The same question said otherwise, by what can be done to any text.</summary>
    public static string Reword(string text, PairDraw draw)
    {
        var body = text.TrimEnd('?', '.', '!', ' ');
        var changed = draw.Below(6) switch
        {
            0 => draw.Of(Openings) + Lower(body),
            1 => body + draw.Of(Endings),
            2 => Contract(body, draw),
            3 => Mistype(body, draw),
            4 => draw.Of(Openings) + Lower(body) + draw.Of(Endings),
            _ => Fill(body, draw),
        };
        return changed == text ? draw.Of(Openings) + Lower(body) : changed;
    }

    private static string Finish(string text, PairDraw draw)
    {
        var bare = text.TrimEnd('?', '.', '!', ' ');
        return draw.Below(5) switch
        {
            0 => Lower(bare),
            1 => bare.ToLowerInvariant() + "?",
            _ => char.ToUpperInvariant(bare[0]) + bare[1..] + "?",
        };
    }

    private static string Contract(string text, PairDraw draw)
    {
        foreach (var (whole, contracted) in Contractions)
        {
            if (text.Contains(whole, StringComparison.OrdinalIgnoreCase))
                return text.Replace(whole, contracted, StringComparison.OrdinalIgnoreCase);
            if (draw.Chance(50) && text.Contains(contracted, StringComparison.OrdinalIgnoreCase))
                return text.Replace(contracted, whole, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    // Two neighbouring letters inside one long word change places: short words and numbers would become others.
    private static string Mistype(string text, PairDraw draw)
    {
        var words = text.Split(' ');
        var place = draw.Below(words.Length);
        if (words[place].Length < 6 || !words[place].All(char.IsAsciiLetterLower))
            return text;

        var letters = words[place].ToCharArray();
        var at = 1 + draw.Below(letters.Length - 3);
        (letters[at], letters[at + 1]) = (letters[at + 1], letters[at]);
        words[place] = new string(letters);
        return string.Join(' ', words);
    }

    private static string Fill(string text, PairDraw draw)
    {
        var words = text.Split(' ').ToList();
        if (words.Count < 4)
            return text;

        words.Insert(2, draw.Of(Fillers));
        return string.Join(' ', words);
    }

    private static string Lower(string text) => text.Length > 1 && !char.IsUpper(text[1]) && !text.StartsWith("I ", StringComparison.Ordinal) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    [GeneratedRegex(@"\ba (?=[aeiou])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LoneArticle();
}
