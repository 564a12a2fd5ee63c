using System.Runtime.InteropServices;

namespace OptPolicy;

/// <summary>
/// An inverted index for BM25 (Robertson and Zaragoza 2009): words weigh by their rarity, repetitions ever less, and long passages are not preferred. Thread-safe; it
/// never changes.
/// </summary>
internal sealed class KeywordIndex
{
    private readonly Dictionary<string, List<KeywordPosting>> _postings = new(StringComparer.Ordinal);
    private readonly int[] _lengths;
    private readonly double _meanLength;

    /// <param name="passages">The passages; they are named by their places.</param>
    public KeywordIndex(IReadOnlyList<string> passages)
    {
        _lengths = new int[passages.Count];
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var passage = 0; passage < passages.Count; passage++)
        {
            counts.Clear();
            foreach (var term in KeywordTerms.Of(passages[passage]))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, term, out _)++;
                _lengths[passage]++;
            }

            foreach (var (term, count) in counts)
            {
                ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(_postings, term, out _);
                (list ??= []).Add(new KeywordPosting(passage, count));
            }
        }

        _meanLength = _lengths.Length == 0 ? 1 : Math.Max(1, _lengths.Average());
    }

    /// <summary>What the question's words weigh here.</summary>
    public KeywordQuery Ask(string question) => new([.. KeywordTerms.OfQuestion(question).Select(Weighed)], passage => _lengths[passage] / _meanLength);

    private KeywordTerm Weighed(string term)
    {
        var postings = _postings.GetValueOrDefault(term) ?? [];
        return new KeywordTerm(postings, Math.Log(1 + (_lengths.Length - postings.Count + 0.5) / (postings.Count + 0.5)));
    }
}

/// <summary>How often a passage says a word.</summary>
internal readonly record struct KeywordPosting(int Passage, int Count) : IComparable<KeywordPosting>
{
    public int CompareTo(KeywordPosting other) => Passage.CompareTo(other.Passage);
}

/// <summary>A word of a question.</summary>
/// <param name="Postings">The passages that say it, in their order; none when the collection does not know it.</param>
/// <param name="Rarity">Its weight.</param>
internal readonly record struct KeywordTerm(List<KeywordPosting> Postings, double Rarity);
