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

    /// <summary>Stems of content words, in order, repeated ones repeated.</summary>
    public IReadOnlyList<string> Content => field ??= [.. Words.Where(static w => w.IsContent).Select(static w => w.Stem)];

    /// <summary>Words that are names by their capitals, in lower case.</summary>
    public IReadOnlyList<string> Names => field ??= [.. Words.Where(static w => w.IsName).Select(static w => w.Text).Distinct(StringComparer.Ordinal)];

    /// <summary>The text's words with one space between, for finding one text's literals in another.</summary>
    public string Joined => field ??= $" {string.Join(' ', Words.Select(static w => w.Text))} ";

    // Made when first asked for: of most candidates only what they say in all is compared.
    private HashSet<string> Texts => field ??= Words.Select(static w => w.Text).ToHashSet(StringComparer.Ordinal);

    private HashSet<string> Stems => field ??= Words.Select(static w => w.Stem).ToHashSet(StringComparer.Ordinal);

    private HashSet<string> Said => field ??= Words.Where(static w => w.IsContent || w.IsValue).Select(static w => w.Stem).ToHashSet(StringComparer.Ordinal);

    /// <summary>Reads a question.</summary>
    public static QuestionText Of(string text) => new QuestionScanner(text).Scan();

    public bool Says(string word) => Texts.Contains(word);

    public bool SaysAny(ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Texts.Contains(word))
                return true;
        }

        return false;
    }

    public bool HasStem(string stem) => Stems.Contains(stem);

    /// <summary>Stems of content words that <paramref name="other"/> does not have in any role.</summary>
    public string[] ContentMissingIn(QuestionText other) => [.. Content.Where(stem => !other.Stems.Contains(stem)).Distinct(StringComparer.Ordinal)];

    /// <summary>The share of what both say, 0…1: shared content words and values over the geometric mean of both sides' (Ochiai's coefficient).</summary>
    public double Shared(QuestionText other) =>
        Said.Count == 0 || other.Said.Count == 0 ? 0 : Said.Count(other.Said.Contains) / Math.Sqrt((double)Said.Count * other.Said.Count);

    /// <summary>Whether two texts say so much that one word more or less, or another auxiliary, is wording rather than meaning.</summary>
    public static bool AreLong(QuestionText one, QuestionText other) => one.Said.Count + other.Said.Count >= LongPair;
}
