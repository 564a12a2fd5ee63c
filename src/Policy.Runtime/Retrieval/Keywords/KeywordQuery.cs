namespace OptPolicy;

/// <summary>A question's words in one collection.</summary>
/// <param name="terms">The words.</param>
/// <param name="length">Of a passage, relative to the mean.</param>
internal sealed class KeywordQuery(KeywordTerm[] terms, Func<int, double> length)
{
    // The usual constants: how soon repetitions stop to count, and how much length does.
    private const double K1 = 1.2, B = 0.75;

    private readonly double _weight = terms.Sum(static t => t.Rarity);

    /// <summary>Scores the passages that share words with the question, each 0…1 of what a passage could reach with the words that the collection knows.</summary>
    /// <param name="scores">One for each passage, all zero.</param>
    /// <returns>The passages that scored, in no order.</returns>
    public List<int> Score(Span<double> scores)
    {
        var scored = new List<int>();
        var most = terms.Where(static t => t.Postings.Count > 0).Sum(static t => t.Rarity) * (K1 + 1);
        foreach (var (postings, rarity) in terms)
        {
            foreach (var (passage, count) in postings)
            {
                if (scores[passage] == 0)
                    scored.Add(passage);
                scores[passage] += rarity * count * (K1 + 1) / (count + K1 * (1 - B + B * length(passage))) / most;
            }
        }

        return scored;
    }

    /// <summary>
    /// The share of the question's words that a passage says, by their weights, 0…1. A word that no passage says counts as missing, so that a question about something else
    /// is not taken for answered because of a common word.
    /// </summary>
    public double Covered(int passage)
    {
        var covered = 0.0;
        foreach (var (postings, rarity) in terms)
            covered += postings.BinarySearch(new KeywordPosting(passage, 0)) >= 0 ? rarity : 0;
        return _weight == 0 ? 0 : covered / _weight;
    }
}
