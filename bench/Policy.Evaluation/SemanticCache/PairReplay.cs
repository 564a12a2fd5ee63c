using System.Numerics.Tensors;

namespace OptPolicy.Evaluation.SemanticCache;

/// <summary>What became of questions whose own entries are known.</summary>
/// <param name="Right">Served their own entry.</param>
/// <param name="Wrong">Served another one.</param>
/// <param name="Miss">Not served.</param>
internal readonly record struct ReplayCounts(int Right, int Wrong, int Miss)
{
    public int Hits => Right + Wrong;

    public int All => Hits + Miss;

    public static ReplayCounts operator +(ReplayCounts a, ReplayCounts b) => new(a.Right + b.Right, a.Wrong + b.Wrong, a.Miss + b.Miss);

    public double FalseHits => Hits == 0 ? 0 : (double)Wrong / Hits;
}

/// <summary>A cache holds the original of every pair and is asked the other text, as GPTCache's own benchmark does it.</summary>
internal sealed class PairReplay
{
    private const int Neighbours = 4;

    private readonly IReadOnlyList<(string Origin, string Similar)> _pairs;
    private readonly (int Entry, string Text, double Similarity)[][] _nearest;

    /// <param name="pairs">What is cached and what is asked.</param>
    /// <param name="vectors">Of every text.</param>
    public PairReplay(IReadOnlyList<(string Origin, string Similar)> pairs, IReadOnlyDictionary<string, float[]> vectors)
    {
        _pairs = pairs;
        var origins = pairs.Select(p => vectors[p.Origin]).ToArray();
        _nearest =
        [
            .. pairs.Select(pair => Enumerable.Range(0, origins.Length)
                .Select(i => (Entry: i, Text: pairs[i].Origin, Similarity: (double)TensorPrimitives.Dot(origins[i], vectors[pair.Similar])))
                .OrderByDescending(m => m.Similarity).Take(Neighbours).ToArray()),
        ];
    }

    public async Task<ReplayCounts> RunAsync(ServedPair rule)
    {
        var counts = default(ReplayCounts);
        for (var i = 0; i < _pairs.Count; i++)
        {
            var (entry, _) = await rule.ServeAsync(_pairs[i].Similar, _nearest[i]);
            counts = entry < 0 ? counts with { Miss = counts.Miss + 1 }
                : _pairs[entry].Origin == _pairs[i].Origin ? counts with { Right = counts.Right + 1 }
                : counts with { Wrong = counts.Wrong + 1 };
        }

        return counts;
    }
}
