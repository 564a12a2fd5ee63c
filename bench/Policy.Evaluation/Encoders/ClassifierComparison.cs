using System.Diagnostics;
using OptPolicy.Evaluation.Measuring;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Evaluation.Encoders;

/// <summary>
/// A classifier beside smaller ones that learnt from it: share of texts right, weights, and time of a text, each as a ratio to the first.
/// All run float32 in ONNX Runtime on one thread, one text at a time, in turn on the same texts.
/// </summary>
internal static class ClassifierComparison
{
    private const int Rounds = 3, TimedTexts = 300;

    public static IEnumerable<EvaluationRow> Run(IReadOnlyList<IntentSet> sets, IReadOnlyList<string> outOfScope, IReadOnlyList<string> folders)
    {
        var models = folders.Select(folder => (Name: Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), Weights: Weights(folder), Classifier: OnnxTextClassifier.Open(folder, new OnnxEmbeddingOptions { Threads = 1 }))).ToArray();
        try
        {
            foreach (var set in sets)
            {
                if (!set.Asked.Select(t => t.Label).ToHashSet(StringComparer.Ordinal).IsSubsetOf(models[0].Classifier.Labels))
                    continue;

                var hits = models.Select(m => set.Asked.Select(t => Best(m.Classifier, t.Text).Label == t.Label ? 1.0 : 0).ToArray()).ToArray();
                var times = Times(set, [.. models.Select(m => m.Classifier)]);
                for (var i = 0; i < models.Length; i++)
                {
                    yield return Proportions.Row(set.Name, "right", (int)hits[i].Sum(), hits[i].Length, models[i].Name);
                    var median = Estimate.Median([.. times[i].Select(t => t * 1e3)]);
                    yield return new EvaluationRow(set.Name, "time of a text, ms", median.Value, median.Low, median.High, median.N, models[i].Name);
                    if (i == 0)
                        continue;

                    var (score, time) = (RatioEstimate.Of(hits[i], hits[0]), RatioEstimate.Of(times[i], times[0]));
                    yield return new EvaluationRow(set.Name, "right, of the first", score.Value, score.Low, score.High, hits[i].Length, models[i].Name);
                    yield return new EvaluationRow(set.Name, "time, of the first", time.Value, time.Low, time.High, times[i].Length, models[i].Name);
                }

                foreach (var row in Refusal(set, outOfScope, models.Select(m => (m.Name, m.Classifier))))
                    yield return row;
            }

            foreach (var (name, weights, _) in models)
            {
                var share = weights / models[0].Weights;
                yield return new EvaluationRow("weights", "millions, and of the first", weights / 1e6, share, share, 1, name);
            }
        }
        finally
        {
            foreach (var model in models)
                model.Classifier.Dispose();
        }
    }

    // How well the likelihood of the best class tells texts of a class from texts of none.
    private static IEnumerable<EvaluationRow> Refusal(IntentSet set, IReadOnlyList<string> outOfScope, IEnumerable<(string Name, OnnxTextClassifier Classifier)> models)
    {
        if (outOfScope.Count == 0 || !set.Name.StartsWith("CLINC150", StringComparison.Ordinal))
            yield break;
        foreach (var (name, classifier) in models)
        {
            (double, bool)[] scores = [.. set.Asked.Select(t => (Best(classifier, t.Text).Probability, true)), .. outOfScope.Select(t => (Best(classifier, t).Probability, false))];
            var area = PairRanking.RocArea(scores);
            yield return new EvaluationRow(set.Name, "ROC area of in scope", area, area, area, scores.Length, name);
        }
    }

    // Seconds of each text: the least of some rounds, in which the models take turns.
    private static double[][] Times(IntentSet set, OnnxTextClassifier[] classifiers)
    {
        var texts = set.Asked.Take(TimedTexts).Select(t => t.Text).ToArray();
        var least = classifiers.Select(_ => Enumerable.Repeat(double.MaxValue, texts.Length).ToArray()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var text = 0; text < texts.Length; text++)
            {
                for (var model = 0; model < classifiers.Length; model++)
                {
                    var start = Stopwatch.GetTimestamp();
                    classifiers[model].Classify(texts[text]);
                    least[model][text] = Math.Min(least[model][text], Stopwatch.GetElapsedTime(start).TotalSeconds);
                }
            }
        }

        return least;
    }

    private static ClassLikelihood Best(OnnxTextClassifier classifier, string text) => classifier.Classify(text).MaxBy(l => l.Probability);

    private static double Weights(string folder) => new FileInfo(Path.Combine(folder, "model.onnx.data")).Length / (double)sizeof(float);
}
