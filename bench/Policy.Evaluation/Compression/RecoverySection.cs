using System.Globalization;
using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Orders;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Language.Semantics;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Evaluation.Compression;

/// <summary>
/// How much of what rounding to nearest costs comes back, without training and with it. "More training, then rounding" has the steps of the others and none
/// of their simulation: what it wins is no merit of training through the grid.
/// </summary>
internal sealed class RecoverySection(StudyFolder folder, StudyPlans plans, int seeds)
{
    private const string Nearest = "rtn";

    private static readonly (string Name, WeightGrid Grid)[] Grids =
    [
        ("int2 group 16", DefaultGrid.Of("int2", 16)),
        ("int4 per tensor", new WeightGrid(NumberFormat.Int4, ScaleSharing.Tensor, 0, IsSymmetric: false)),
    ];

    public async Task<IReadOnlyList<EvaluationRow>> RunAsync(CancellationToken cancellationToken)
    {
        var rows = new List<EvaluationRow>();
        foreach (var (name, grid) in Grids)
        {
            var nearest = (await MeasureAsync(name, grid, Nearest, isTrained: false, [Quantize("rtn")], cancellationToken))[0];
            rows.AddRange(Rows(name, Nearest, [nearest], nearest));
            rows.AddRange(Rows(name, "gptq", await MeasureAsync(name, grid, "gptq", isTrained: false, [Quantize("gptq")], cancellationToken), nearest));
            rows.AddRange(Rows(name, "more training, then rtn", await MeasureAsync(name, grid, "control", isTrained: true, [plans.Distill(1), Quantize("rtn")], cancellationToken), nearest));
            foreach (var kind in (CompressionStepKind[])[CompressionStepKind.Qat, CompressionStepKind.Qad])
            {
                var step = new CompressionStepDeclaration(kind, default) { Format = "int4", Data = folder.Training, Teacher = kind == CompressionStepKind.Qad ? StudyFolder.Teacher : null };
                rows.AddRange(Rows(name, kind.ToString().ToLowerInvariant(), await MeasureAsync(name, grid, $"{kind}", isTrained: true, [step], cancellationToken), nearest));
            }
        }

        return rows;
    }

    private static CompressionStepDeclaration Quantize(string method) => new(CompressionStepKind.Quantize, default) { Format = "int4", Method = method };

    private async Task<List<Judgement>> MeasureAsync(string name, WeightGrid grid, string arm, bool isTrained, CompressionStepDeclaration[] steps, CancellationToken cancellationToken)
    {
        var gate = new CompressionGateDeclaration(folder.Judged.EndsWith(".jsonl", StringComparison.Ordinal) ? "task_drop" : "perplexity_rise", 1, default) { Data = folder.Judged };
        var runs = new List<Judgement>();
        for (var seed = 1; seed <= (isTrained ? seeds : 1); seed++)
        {
            var plan = plans.Plan($"recovery {name} {arm}", steps, [gate], [], seed);
            // Coarse scales are what four bits lose most by, and no policy may declare them.
            plan = plan with
            {
                Packing = plan.Packing with { Grid = grid },
                Training = [.. plan.Training.Select(stage => stage.Settings.Grid is null ? stage : stage with { Settings = stage.Settings with { Grid = grid } })],
            };
            runs.Add((await plans.RunAsync(plan, cancellationToken)).Manifest!.Stages[^1].Measured!);
        }

        return runs;
    }

    private IEnumerable<EvaluationRow> Rows(string grid, string arm, IReadOnlyList<Judgement> runs, Judgement nearest)
    {
        foreach (var metric in (string[])[Judgement.Perplexity, Judgement.TaskSuccess])
        {
            if (nearest.Find(metric) is not { } lost)
                continue;
            MetricComparison[] made = [.. runs.Select(r => r.Find(metric)!)];
            yield return Row($"{metric}/{grid}, {arm}", [.. made.Select(m => m.Made)], string.Create(CultureInfo.InvariantCulture, $"the original on the same tasks: {made[0].Original:0.####}"));
            if (arm != Nearest)
                yield return Row($"{metric}, share of the loss recovered/{grid}, {arm}", [.. made.Select(m => 1 - Loss(m) / Loss(lost))], "1: as the original, 0: as rounding to nearest");
        }
    }

    // Against the original on the same tasks: those that a stage was trained on are left out. Perplexity is compared in nats a token.
    private static double Loss(MetricComparison made) => made.Metric == Judgement.Perplexity ? Math.Log(made.Made / made.Original) : made.Original - made.Made;

    private EvaluationRow Row(string metric, double[] values, string note)
    {
        var mean = StudentInterval.Of(values);
        return new EvaluationRow(folder.Name, metric, mean.Mean, mean.Low ?? mean.Mean, mean.High ?? mean.Mean, values.Length, note);
    }
}
