using OptPolicy.Evaluation.Encoders;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Evaluation.Routing;

/// <summary>Routers between a weak and a strong model on recorded answers; learnt ones score only prompts that they did not learn from.</summary>
internal sealed class RoutingEvaluation(string name, IReadOnlyList<RecordedPrompt> prompts, IReadOnlyDictionary<string, float[]> vectors, CancellationToken cancellation)
{
    private const int Folds = 5, Seed = 7, Divisions = 3, Draws = 200, Splits = 40;
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
        if (prompts[0].Label is not null)
        {
            foreach (var row in Curve("label", Label(LearntRouter.Of(prompts.Count, Seed, Folds)), "the label's mean gain in the other folds"))
                yield return row;
        }

        DifficultyExample[] examples = [.. prompts.Select(p => new DifficultyExample(p.Text, vectors[p.Text], p.Weak ? 1 : 0, p.Strong ? 1 : 0))];
        double[][] scores = [.. Enumerable.Range(Seed, Divisions).Select(seed => LearntRouter.Scores(examples, seed, cancellation))];
        double[] areas = [.. scores.Select(s => RecoveryCurve.Of(prompts, s, Seed).Area).Order()];
        yield return new EvaluationRow(name, "APGR, learnt, mean", areas.Average(), areas[0], areas[^1], Divisions, "least and most over divisions into folds");
        foreach (var row in Curve("learnt", scores[0], "difficulty as 'tune router' learns it, from the other folds: in-domain, unlike RouteLLM's routers, which came from other data"))
            yield return row;
        foreach (var row in Promise(scores[0]))
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

    // A third calibrates, the others are asked whether the promise held: the more there are, the nearer is what they lose to what the promise is about.
    private IEnumerable<EvaluationRow> Promise(double[] scores)
    {
        foreach (var alpha in Alphas)
        {
            var (share, broken) = (0.0, 0);
            for (var split = 0; split < Splits; split++)
            {
                var thirds = LearntRouter.Of(prompts.Count, split, parts: 3);
                var calibration = Part(thirds, isCalibration: true);
                var asked = Part(thirds, isCalibration: false);
                if (DeferralPromise.Find(calibration, alpha, Delta) is not { } promise)
                    continue;
                var deferred = asked.Where(a => a.Score <= promise.Threshold).ToArray();
                share += (double)deferred.Length / asked.Length / Splits;
                broken += deferred.Count(static d => d.IsLost) > alpha * deferred.Length ? 1 : 0;
            }

            yield return new EvaluationRow(name, $"share to weak, α = {alpha:0.00}", share, share, share, Splits, $"feasible fraction with δ = {Delta:0.00}, mean of splits");
            yield return Proportions.Row(name, $"promise broken, α = {alpha:0.00}", broken, Splits, "splits whose unseen two thirds lost more than α of the deferred");
        }

        (double Score, bool IsLost)[] Part(int[] thirds, bool isCalibration) => [.. Enumerable.Range(0, prompts.Count).Where(i => (thirds[i] == 0) == isCalibration).Select(i => (scores[i], prompts[i].Gain > 0))];
    }
}
