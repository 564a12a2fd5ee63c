using System.Numerics.Tensors;
using OptPolicy.Evaluation.Reporting;

namespace OptPolicy.Evaluation.Encoders;

/// <summary>Figures of vectors: neighbours of one class, duplicate questions, paraphrases found again.</summary>
internal static class VectorEvaluation
{
    public static IEnumerable<EvaluationRow> Run(EncoderSets sets, IReadOnlyDictionary<string, float[]> vectors, string model)
    {
        foreach (var set in sets.Intents)
        {
            var known = set.Known.Select(t => (Vector: vectors[t.Text], t.Label)).ToArray();
            var hits = set.Asked.Count(asked => known.MaxBy(k => TensorPrimitives.Dot(k.Vector, vectors[asked.Text])).Label == asked.Label);
            yield return Proportions.Row(set.Name, "nearest neighbour right", hits, set.Asked.Count, model);
        }

        foreach (var set in sets.Pairs)
        {
            var scores = Scores(set, vectors);
            yield return Plain(set, "average precision", PairRanking.AveragePrecision(scores), model);
            yield return Plain(set, "P-CHR area", PairRanking.PrecisionOverHits(scores), model);
            yield return Plain(set, "ROC area", PairRanking.RocArea(scores), model);
        }

        if (sets.Behaviour.Count > 0)
        {
            var all = new PairSet("CheckList, all families", [.. sets.Behaviour.SelectMany(f => f.Pairs)]);
            yield return Plain(all, "ROC area", PairRanking.RocArea(Scores(all, vectors)), model);
        }

        if (sets.Paraphrases.Count > 0)
        {
            var origins = sets.Paraphrases.Select(p => vectors[p.Origin]).ToArray();
            var found = sets.Paraphrases.Index().Count(p => Nearest(origins, vectors[p.Item.Similar]) is var near && sets.Paraphrases[near].Origin == p.Item.Origin);
            yield return Proportions.Row("GPTCache pairs", "original is nearest", found, sets.Paraphrases.Count, model);
        }
    }

    private static (double Score, bool IsSame)[] Scores(PairSet set, IReadOnlyDictionary<string, float[]> vectors) =>
        [.. set.Pairs.Select(p => ((double)TensorPrimitives.Dot(vectors[p.First], vectors[p.Second]), p.IsSame))];

    private static int Nearest(float[][] among, float[] vector) => Enumerable.Range(0, among.Length).MaxBy(i => TensorPrimitives.Dot(among[i], vector));

    private static EvaluationRow Plain(PairSet set, string metric, double value, string model) => new(set.Name, metric, value, value, value, set.Pairs.Count, model);
}
