using System.Numerics.Tensors;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Evaluation.Encoders;

/// <summary>
/// A cache holds the original of every pair and is asked the other text, as GPTCache's own benchmark does it: the nearest original is an
/// answer, right when it is the text's own. The verifier serves those that it finds the same; no gates, no threshold on the cosine.
/// </summary>
internal static class CacheReplay
{
    private static readonly double[] Thresholds = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95];

    public static IEnumerable<EvaluationRow> Run(string set, IReadOnlyList<(string Origin, string Similar)> pairs, IReadOnlyDictionary<string, float[]> vectors, OnnxTextClassifier verifier)
    {
        if (pairs.Count == 0)
            yield break;

        var origins = pairs.Select(p => vectors[p.Origin]).ToArray();
        var found = pairs.Select(pair =>
        {
            var near = Enumerable.Range(0, origins.Length).MaxBy(i => TensorPrimitives.Dot(origins[i], vectors[pair.Similar]));
            return (Same: verifier.Probability(pairs[near].Origin, pair.Similar, VerifierEvaluation.Same), IsRight: pairs[near].Origin == pair.Origin);
        }).ToArray();
        foreach (var threshold in Thresholds)
        {
            var served = found.Where(f => f.Same >= threshold).ToArray();
            yield return Proportions.Row(set, "served and right, of all", served.Count(f => f.IsRight), found.Length, $"verifier from {threshold:0.00}");
            if (served.Length > 0)
                yield return Proportions.Row(set, "wrong, of served", served.Count(f => !f.IsRight), served.Length, $"verifier from {threshold:0.00}");
        }
    }
}
