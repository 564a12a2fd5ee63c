using System.Diagnostics;
using OptPolicy.Evaluation.Measuring;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Evaluation.Encoders;

/// <summary>Figures of a verifier of pairs: ranking, and how often it is right by family of behaviour.</summary>
internal static class VerifierEvaluation
{
    public const string Same = "same";
    private const double Threshold = 0.5;
    private const int TimedPairs = 400;

    public static IEnumerable<EvaluationRow> Run(EncoderSets sets, string folder, IReadOnlyDictionary<string, float[]>? vectors)
    {
        using var verifier = OnnxTextClassifier.Open(folder, new OnnxEmbeddingOptions { Threads = 1 });
        var model = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        foreach (var set in sets.Pairs)
        {
            var scores = Scores(verifier, set.Pairs);
            yield return new EvaluationRow(set.Name, "ROC area", PairRanking.RocArea(scores), PairRanking.RocArea(scores), PairRanking.RocArea(scores), scores.Length, model);
            yield return new EvaluationRow(set.Name, "P-CHR area", PairRanking.PrecisionOverHits(scores), PairRanking.PrecisionOverHits(scores), PairRanking.PrecisionOverHits(scores), scores.Length, model);
        }

        foreach (var set in sets.Pairs.Where(s => s.Name == EncoderSets.DuplicateQuestions))
            yield return Time(verifier, set, model);

        var all = new List<(double Score, bool IsSame)>();
        foreach (var family in sets.Behaviour)
        {
            var scores = Scores(verifier, family.Pairs);
            all.AddRange(scores);
            var kind = family.Pairs[0].IsSame ? "same" : "different";
            yield return Proportions.Row($"CheckList: {family.Name}", $"{kind}, and found so", scores.Count(s => (s.Score >= Threshold) == s.IsSame), scores.Length, model);
        }

        if (all.Count > 0)
        {
            foreach (var threshold in (double[])[0.5, 0.7, 0.8, 0.9, 0.95, 0.98])
            {
                yield return Proportions.Row("CheckList, all families", "different, but called the same", all.Count(s => !s.IsSame && s.Score >= threshold), all.Count(s => !s.IsSame), $"{model} from {threshold:0.00}");
                yield return Proportions.Row("CheckList, all families", "same, and found so", all.Count(s => s.IsSame && s.Score >= threshold), all.Count(s => s.IsSame), $"{model} from {threshold:0.00}");
            }

            yield return new EvaluationRow("CheckList, all families", "ROC area", PairRanking.RocArea(all), PairRanking.RocArea(all), PairRanking.RocArea(all), all.Count, model);
        }

        if (vectors is not null)
        {
            foreach (var set in sets.Pairs.Where(s => s.Name == EncoderSets.DuplicateQuestions))
            {
                foreach (var row in CacheReplay.Run($"{set.Name}, as a cache", [.. set.Pairs.Where(p => p.IsSame).Select(p => (p.First, p.Second)).Take(1_000)], vectors, verifier))
                    yield return row;
            }

            foreach (var row in CacheReplay.Run("GPTCache pairs, as a cache", sets.Paraphrases, vectors, verifier))
                yield return row;
        }

        if (sets.Paraphrases.Count > 0)
        {
            var scores = Scores(verifier, sets.Paraphrases.Select(p => new LabelledPair(p.Origin, p.Similar, IsSame: true)));
            yield return Proportions.Row("GPTCache pairs", "same, and found so", scores.Count(s => s.Score >= Threshold), scores.Length, model);
        }
    }

    private static EvaluationRow Time(OnnxTextClassifier verifier, PairSet set, string model)
    {
        var milliseconds = set.Pairs.Take(TimedPairs).Select(pair =>
        {
            var start = Stopwatch.GetTimestamp();
            verifier.Probability(pair.First, pair.Second, Same);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }).ToArray();
        var median = Estimate.Median(milliseconds);
        return new EvaluationRow(set.Name, "time of a pair, ms", median.Value, median.Low, median.High, median.N, $"{model}, one thread; least {median.Least:0.00}");
    }

    private static (double Score, bool IsSame)[] Scores(OnnxTextClassifier verifier, IEnumerable<LabelledPair> pairs) =>
        [.. pairs.Select(p => (verifier.Probability(p.First, p.Second, Same), p.IsSame))];
}
