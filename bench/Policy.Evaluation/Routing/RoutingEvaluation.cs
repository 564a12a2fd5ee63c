using OptPolicy.Evaluation.Encoders;
using OptPolicy.Evaluation.Reporting;

namespace OptPolicy.Evaluation.Routing;

/// <summary>Routers between a weak and a strong model on recorded answers; learnt ones score only prompts that they did not learn from.</summary>
internal sealed class RoutingEvaluation(string name, IReadOnlyList<RecordedPrompt> prompts)
{
    private const int Folds = 5, Seed = 7, Draws = 200, Splits = 40;
    private const double Delta = 0.05, LabelPrior = 2;

    private static readonly double[] Alphas = [0.05, 0.10, 0.15, 0.20, 0.25, 0.30];

    public IEnumerable<EvaluationRow> Rows()
    {
        yield return Proportions.Row(name, "right, weak", prompts.Count(static p => p.Weak), prompts.Count, "");
        yield return Proportions.Row(name, "right, strong", prompts.Count(static p => p.Strong), prompts.Count, "");
        foreach (var row in Random())
            yield return row;
        foreach (var row in Curve("oracle", [.. prompts.Select(static p => (double)p.Gain)], "knows both answers"))
            yield return row;
        foreach (var row in Curve("length", [.. prompts.Select(static p => (double)p.Text.Length)], "longer prompts to the strong model"))
            yield return row;
        var folds = FoldsOf(prompts.Count, Seed);
        if (prompts[0].Label is not null)
        {
            foreach (var row in Curve("label", Label(folds), "the label's mean gain in the other folds"))
                yield return row;
        }

        var scores = Learnt(folds);
        foreach (var row in Curve("words", scores, "words of the prompt, learnt in the other folds: in-domain, unlike RouteLLM's routers, which came from other data"))
            yield return row;
        foreach (var row in Promise(scores))
            yield return row;
    }

    private IEnumerable<EvaluationRow> Random()
    {
        var random = new Random(Seed);
        double[] areas = [.. Enumerable.Range(0, Draws).Select(_ => RecoveryCurve.Of(prompts, [.. prompts.Select(_ => random.NextDouble())], Seed).Area).Order()];
        yield return new EvaluationRow(name, "APGR, random", areas.Average(), areas[Draws / 40], areas[Draws - (Draws / 40)], Draws, "range of 95 % of draws");
    }

    private IEnumerable<EvaluationRow> Curve(string router, IReadOnlyList<double> scores, string note)
    {
        var curve = RecoveryCurve.Of(prompts, scores, Seed);
        yield return Row("APGR", curve.Area, note);
        yield return Row("APGR of 11 points", curve.CoarseArea, "as RouteLLM takes it");
        yield return Row("CPT50", curve.Share(0.5), note);
        yield return Row("CPT80", curve.Share(0.8), note);
        yield return Row("CPT50 of 11 points", curve.CoarseShare(0.5), "as RouteLLM takes it");
        yield return Row("CPT80 of 11 points", curve.CoarseShare(0.8), "as RouteLLM takes it");

        EvaluationRow Row(string metric, double value, string remark) => new(name, $"{metric}, {router}", value, value, value, prompts.Count, remark);
    }

    private double[] Label(int[] folds)
    {
        var scores = new double[prompts.Count];
        var mean = prompts.Average(static p => p.Gain);
        for (var fold = 0; fold < Folds; fold++)
        {
            var known = prompts.Where((_, i) => folds[i] != fold).GroupBy(static p => p.Label!, StringComparer.Ordinal)
                .ToDictionary(static g => g.Key, g => (g.Sum(static p => p.Gain) + LabelPrior * mean) / (g.Count() + LabelPrior), StringComparer.Ordinal);
            for (var i = 0; i < scores.Length; i++)
            {
                if (folds[i] == fold)
                    scores[i] = known.GetValueOrDefault(prompts[i].Label!, mean);
            }
        }

        return scores;
    }

    private double[] Learnt(int[] folds)
    {
        DifficultyModel.Features[] features = [.. prompts.Select(static p => DifficultyModel.Features.Of(p.Text))];
        var scores = new double[prompts.Count];
        for (var fold = 0; fold < Folds; fold++)
        {
            int[] known = [.. Enumerable.Range(0, prompts.Count).Where(i => folds[i] != fold)];
            var weak = DifficultyModel.Fit([.. known.Select(i => (features[i], prompts[i].Weak))], Seed);
            var strong = DifficultyModel.Fit([.. known.Select(i => (features[i], prompts[i].Strong))], Seed);
            for (var i = 0; i < scores.Length; i++)
            {
                if (folds[i] == fold)
                    scores[i] = strong.Probability(features[i]) - weak.Probability(features[i]);
            }
        }

        return scores;
    }

    // One half calibrates, the other is asked whether the promise held.
    private IEnumerable<EvaluationRow> Promise(double[] scores)
    {
        foreach (var alpha in Alphas)
        {
            var (share, broken) = (0.0, 0);
            for (var split = 0; split < Splits; split++)
            {
                var halves = FoldsOf(prompts.Count, split, parts: 2);
                var calibration = Half(halves, 0);
                var asked = Half(halves, 1);
                if (DeferralPromise.Threshold(calibration, alpha, Delta) is not { } threshold)
                    continue;
                var deferred = asked.Where(a => a.Score <= threshold).ToArray();
                share += (double)deferred.Length / asked.Length / Splits;
                broken += deferred.Count(static d => d.IsLost) > alpha * deferred.Length ? 1 : 0;
            }

            yield return new EvaluationRow(name, $"share to weak, α = {alpha:0.00}", share, share, share, Splits, $"feasible fraction with δ = {Delta:0.00}, mean of splits");
            yield return Proportions.Row(name, $"promise broken, α = {alpha:0.00}", broken, Splits, "splits whose unseen half lost more than α of the deferred");
        }

        (double Score, bool IsLost)[] Half(int[] halves, int half) => [.. Enumerable.Range(0, prompts.Count).Where(i => halves[i] == half).Select(i => (scores[i], prompts[i].Gain > 0))];
    }

    private static int[] FoldsOf(int count, int seed, int parts = Folds)
    {
        var folds = Enumerable.Range(0, count).Select(i => i % parts).ToArray();
        new Random(seed).Shuffle(folds);
        return folds;
    }
}
