using System.Runtime.InteropServices;

namespace OptPolicy;

/// <summary>
/// An inverted index that scores passages by BM25 (Robertson and Zaragoza 2009): words weigh by their rarity, repetitions ever less, and long passages are not
/// preferred. A score is the share of what a passage could reach at most, so that it says how much of the question was found. Thread-safe; it never changes.
/// </summary>
internal sealed class KeywordIndex
{
    // The usual constants: how soon repetitions stop to count, and how much length does.
    private const double K1 = 1.2, B = 0.75;

    private readonly Dictionary<string, List<Posting>> _postings = new(StringComparer.Ordinal);
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
                (list ??= []).Add(new Posting(passage, count));
            }
        }

        _meanLength = _lengths.Length == 0 ? 1 : Math.Max(1, _lengths.Average());
    }

    /// <summary>Scores the passages that share words with the question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="scores">One for each passage, all zero; receives 0…1.</param>
    /// <returns>The passages that scored, in no order.</returns>
    public List<int> Score(string question, Span<double> scores)
    {
        var scored = new List<int>();
        (List<Posting> Postings, double Rarity)[] terms = [.. KeywordTerms.OfQuestion(question).Where(_postings.ContainsKey).Select(term => (_postings[term], Rarity(_postings[term].Count)))];
        var most = terms.Sum(static t => t.Rarity) * (K1 + 1);
        foreach (var (postings, rarity) in terms)
        {
            foreach (var (passage, count) in postings)
            {
                if (scores[passage] == 0)
                    scored.Add(passage);
                scores[passage] += rarity * count * (K1 + 1) / (count + K1 * (1 - B + B * _lengths[passage] / _meanLength)) / most;
            }
        }

        return scored;
    }

    private double Rarity(int passages) => Math.Log(1 + (_lengths.Length - passages + 0.5) / (passages + 0.5));

    private readonly record struct Posting(int Passage, int Count);
}
