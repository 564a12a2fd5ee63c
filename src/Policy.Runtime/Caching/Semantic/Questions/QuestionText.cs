namespace OptPolicy;

/// <summary>
/// What two questions are compared by, taken from the text alone: words, numbers with units, dates, quoted and code-like pieces.
/// English; a text in another script has words and literals only. Immutable, thread-safe.
/// </summary>
/// <param name="Words">All words in order.</param>
/// <param name="Quantities">Numbers, sorted.</param>
/// <param name="Dates">Days, months, times of day and relative days, sorted.</param>
/// <param name="Literals">Quoted text, identifiers, paths, addresses, flags, in lower case, sorted.</param>
internal sealed record QuestionText(
    IReadOnlyList<QuestionWord> Words, IReadOnlyList<Quantity> Quantities, IReadOnlyList<string> Dates, IReadOnlyList<string> Literals)
{
    private const int LongPair = 12;

    private readonly HashSet<string> _texts = Words.Select(w => w.Text).ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<string> _content = Words.Where(w => w.IsContent).Select(w => w.Stem).ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<string> _said = Words.Where(w => w.IsContent || w.IsValue).Select(w => w.Stem).ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<string> _stems = Words.Select(w => w.Stem).ToHashSet(StringComparer.Ordinal);

    /// <summary>Stems of content words, in order, repeated ones repeated.</summary>
    public IReadOnlyList<string> Content { get; } = [.. Words.Where(w => w.IsContent).Select(w => w.Stem)];

    /// <summary>Words that are names by their capitals, in lower case.</summary>
    public IReadOnlyList<string> Names { get; } = [.. Words.Where(w => w.IsName).Select(w => w.Text).Distinct(StringComparer.Ordinal)];

    /// <summary>The text's words with one space between, for finding one text's literals in another.</summary>
    public string Joined { get; } = " " + string.Join(' ', Words.Select(w => w.Text)) + " ";

    /// <summary>Reads a question.</summary>
    public static QuestionText Of(string text) => new QuestionScanner(text).Scan();

    public bool Says(string word) => _texts.Contains(word);

    public bool SaysAny(ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (_texts.Contains(word))
                return true;
        }

        return false;
    }

    public bool HasStem(string stem) => _stems.Contains(stem);

    /// <summary>Stems of content words that <paramref name="other"/> does not have in any role.</summary>
    public string[] ContentMissingIn(QuestionText other) => [.. _content.Where(stem => !other._stems.Contains(stem))];

    /// <summary>The share of what both say, 0…1: shared content words and values over the geometric mean of both sides' (Ochiai's coefficient).</summary>
    public double Shared(QuestionText other) =>
        _said.Count == 0 || other._said.Count == 0 ? 0 : _said.Count(other._said.Contains) / Math.Sqrt((double)_said.Count * other._said.Count);

    /// <summary>Whether two texts say so much that one word more or less, or another auxiliary, is wording rather than meaning.</summary>
    public static bool AreLong(QuestionText one, QuestionText other) => one._said.Count + other._said.Count >= LongPair;
}
