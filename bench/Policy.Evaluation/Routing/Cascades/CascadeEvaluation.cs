using OptPolicy.Evaluation.Encoders;
using OptPolicy.Evaluation.Reporting;

namespace OptPolicy.Evaluation.Routing.Cascades;

/// <summary>
/// Four models in a row, from the cheapest on: each answer is kept, or the next model is asked where the last one is likely enough to be right instead. That is
/// learnt, in the other folds, from the problem and from what the answers so far look like, above all whether they agree.
/// </summary>
internal sealed class CascadeEvaluation
{
    private const string Set = "GSM8K, four models in a row";
    private const int Folds = 5, Forests = 3, Seed = 7, Resamples = 2000;

    private static readonly int Last = CascadeModel.All.Count - 1;

    private readonly IReadOnlyList<RecordedAnswers> _problems;
    private readonly float[][] _worth;

    private CascadeEvaluation(IReadOnlyList<RecordedAnswers> problems)
    {
        _problems = problems;
        _worth = [.. Enumerable.Range(0, problems.Count).Select(static _ => new float[Last])];
        var folds = LearntRouter.Of(problems.Count, Seed, Folds);
        for (var step = 0; step < Last; step++)
        {
            float[][] rows = [.. problems.Select(p => (float[])[.. PromptShape.Measure(p.Problem), .. p.Signs(step)])];
            for (var fold = 0; fold < Folds; fold++)
            {
                int[] known = [.. Enumerable.Range(0, problems.Count).Where(i => folds[i] != fold)];
                var (here, there) = (Fit(step), Fit(Last));
                foreach (var i in Enumerable.Range(0, problems.Count).Where(i => folds[i] == fold)) _worth[i][step] = DifficultyHead.Trees(there, rows[i]) - DifficultyHead.Trees(here, rows[i]);

                BoostedTrees[] Fit(int asked) => [.. Enumerable.Range(Seed, Forests).Select(seed => BoostedTreesFit.Fit([.. known.Select(i => rows[i])], [.. known.Select(i => problems[i].Steps[asked].IsRight ? 1f : 0)], seed))];
            }
        }
    }

    public static (IReadOnlyList<EvaluationRow> Rows, CascadeFrontier Frontier)? Run(string folder) =>
        RecordedAnswers.Read(folder) is { Count: > 0 } problems ? new CascadeEvaluation(problems).Run() : null;

    private (IReadOnlyList<EvaluationRow> Rows, CascadeFrontier Frontier) Run()
    {
        var rows = new List<EvaluationRow>();
        for (var step = 0; step <= Last; step++)
        {
            var model = CascadeModel.All[step];
            rows.Add(Proportions.Row(Set, $"right, {model.Name} alone", _problems.Count(p => p.Steps[step].IsRight), _problems.Count, $"${Mean(step) * 1000:0.####} per 1,000 at ${model.DollarsPerMillionTokens:0.##}/Mtok, {model.Draws} × answer"));
        }

        var best = Enumerable.Range(0, Last + 1).MaxBy(step => _problems.Count(p => p.Steps[step].IsRight));
        var frontier = Frontier();
        foreach (var share in (double[])[0.25, 0.5, 0.75, 0.9])
        {
            if (frontier.Points.Where(p => p.Cost <= share * Mean(best)).DefaultIfEmpty().MaxBy(static p => p?.Right) is { } point)
                rows.Add(Compared($"right, cascade at {share:P0} of the best model's cost", point, best));
        }

        rows.Add(Compared("right, cascade at its best", frontier.Points.MaxBy(static p => p.Right)!, best));
        if (frontier.Points.Where(p => p.Right >= _problems.Count(a => a.Steps[best].IsRight) / (double)_problems.Count).MinBy(static p => p.Cost) is { } equal)
            rows.Add(new(Set, "cost of the best model's accuracy, share of its cost", equal.Cost / Mean(best), equal.Cost / Mean(best), equal.Cost / Mean(best), _problems.Count, $"cascade, goes on for more than {equal.Threshold:0.00} right answers a problem; the threshold was looked up on these problems"));
        var ideal = _problems.Average(p => p.Cost(Enumerable.Range(0, Last + 1).FirstOrDefault(step => p.Steps[step].IsRight, 0)));
        rows.Add(Proportions.Row(Set, "right, oracle", _problems.Count(static p => p.Steps.Any(static s => s.IsRight)), _problems.Count, $"the cheapest model that is right, {ideal / Mean(best):P1} of the best model's cost"));
        return (rows, frontier);
    }

    private CascadeFrontier Frontier()
    {
        var points = Enumerable.Range(-20, 121).Select(i => Replay(i / 100.0)).ToArray();
        return new([.. points.DistinctBy(static p => (p.Cost, p.Right))], [.. Enumerable.Range(0, Last + 1).Select(step => (CascadeModel.All[step].Name, Mean(step), Right(step)))]);
    }

    private CascadePoint Replay(double threshold) => new(
        threshold,
        Enumerable.Range(0, _problems.Count).Average(i => Enumerable.Range(0, Kept(i, threshold) + 1).Sum(step => _problems[i].Cost(step))),
        Enumerable.Range(0, _problems.Count).Average(i => _problems[i].Steps[Kept(i, threshold)].IsRight ? 1.0 : 0));

    private int Kept(int problem, double threshold)
    {
        var kept = Array.FindIndex(_worth[problem], w => w <= threshold);
        return kept < 0 ? Last : kept;
    }

    // The interval is of the difference on the same problems, by resampling them.
    private EvaluationRow Compared(string metric, CascadePoint point, int best)
    {
        int[] differences = [.. Enumerable.Range(0, _problems.Count).Select(i => (_problems[i].Steps[Kept(i, point.Threshold)].IsRight ? 1 : 0) - (_problems[i].Steps[best].IsRight ? 1 : 0))];
        var random = new Random(Seed);
        double[] drawn = [.. Enumerable.Range(0, Resamples).Select(_ => Enumerable.Range(0, differences.Length).Average(_ => (double)differences[random.Next(differences.Length)])).Order()];
        var row = Proportions.Row(Set, metric, (int)Math.Round(point.Right * _problems.Count), _problems.Count, "");
        return row with { Note = $"goes on for more than {point.Threshold:0.00} right answers a problem; {point.Cost / Mean(best):P1} of the cost of {CascadeModel.All[best].Name}; {differences.Average():+0.0 %;−0.0 %} against it (95 %: {drawn[Resamples / 40]:+0.0 %;−0.0 %} to {drawn[^(Resamples / 40)]:+0.0 %;−0.0 %}); models mixed by lot at that cost: {Mixed(point.Cost, best):0.000}" };
    }

    // The best share that a lot between two models reaches at a cost.
    private double Mixed(double cost, int best) => Enumerable.Range(0, best).Where(step => Mean(step) <= cost)
        .Max(step => Right(step) + (Right(best) - Right(step)) * Math.Min(1, (cost - Mean(step)) / (Mean(best) - Mean(step))));

    private double Right(int step) => _problems.Average(p => p.Steps[step].IsRight ? 1.0 : 0);

    private double Mean(int step) => _problems.Average(p => p.Cost(step));
}
