using System.Numerics.Tensors;
using OptPolicy.Evaluation.Encoders;

namespace OptPolicy.Evaluation.SemanticCache;

/// <summary>A cache holds questions with intents and is asked others: a hit of another intent is surely wrong. One of the same intent need not be right.</summary>
internal sealed class IntentReplay
{
    private const int Neighbours = 4;

    private readonly LabelledText[] _known;
    private readonly LabelledText[] _asked;
    private (int Entry, string Text, double Similarity)[][] _nearest = [];

    public IntentReplay(IntentSet set, int known, int asked) => (Name, _known, _asked) = (set.Name, Spread(set.Known, known), Spread(set.Asked, asked));

    public string Name { get; }

    public IEnumerable<string> Texts => _known.Concat(_asked).Select(static t => t.Text);

    public void Prepare(IReadOnlyDictionary<string, float[]> vectors) => _nearest =
    [
        .. _asked.Select(a => Enumerable.Range(0, _known.Length)
            .Select(i => (Entry: i, _known[i].Text, Similarity: (double)TensorPrimitives.Dot(vectors[_known[i].Text], vectors[a.Text])))
            .OrderByDescending(static m => m.Similarity).Take(Neighbours).ToArray()),
    ];

    public async Task<ReplayCounts> RunAsync(ServedPair rule)
    {
        var counts = default(ReplayCounts);
        for (var i = 0; i < _asked.Length; i++)
        {
            var (entry, _) = await rule.ServeAsync(_asked[i].Text, _nearest[i]);
            counts += entry < 0 ? new(0, 0, 1) : _known[entry].Label == _asked[i].Label ? new(1, 0, 0) : new ReplayCounts(0, 1, 0);
        }

        return counts;
    }

    // Files are sorted by class: rows from all over the file.
    private static LabelledText[] Spread(IReadOnlyList<LabelledText> texts, int count) =>
        [.. Enumerable.Range(0, Math.Min(count, texts.Count)).Select(i => texts[(int)((long)i * texts.Count / Math.Min(count, texts.Count))])];
}
