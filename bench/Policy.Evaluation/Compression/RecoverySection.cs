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

    // Training that simulates rounding takes smaller steps, and needs more of them.
    private int Steps => 3 * folder.Steps;

    public async Task<IReadOnlyList<EvaluationRow>> RunAsync(CancellationToken cancellationToken)
    {
        var rows = new List<EvaluationRow>();
        var nearest = new Dictionary<string, Judgement>(StringComparer.Ordinal);
        foreach (var (arm, steps) in Arms())
        {
            foreach (var (name, grid) in Grids)
            {
                var runs = await MeasureAsync(name, grid, arm, steps, cancellationToken);
                nearest.TryAdd(name, runs[0]);
                rows.AddRange(Rows(name, arm, runs, nearest[name]));
            }
        }

        return rows;
    }

    // The first is what the others are compared with.
    private (string Name, CompressionStepDeclaration[] Steps)[] Arms() =>
    [
        (Nearest, [Quantize("rtn")]),
        ("gptq", [Quantize("gptq")]),
        ("qad", [Trained(CompressionStepKind.Qad) with { Teacher = StudyFolder.Teacher }]),
        ("qat", [Trained(CompressionStepKind.Qat)]),
        ("more training, then rtn", [plans.Distill(1), Quantize("rtn")]),
    ];

    private CompressionStepDeclaration Trained(CompressionStepKind kind) => new(kind, default) { Format = "int4", Data = folder.Training };

    private static CompressionStepDeclaration Quantize(string method) => new(CompressionStepKind.Quantize, default) { Format = "int4", Method = method };

    private async Task<List<Judgement>> MeasureAsync(string name, WeightGrid grid, string arm, CompressionStepDeclaration[] steps, CancellationToken cancellationToken)
    {
        var gate = new CompressionGateDeclaration(folder.Judged.EndsWith(".jsonl", StringComparison.Ordinal) ? "task_drop" : "perplexity_rise", 1, default) { Data = folder.Judged };
        var runs = new List<Judgement>();
        var isTrained = Array.Exists(steps, static step => step.Kind != CompressionStepKind.Quantize);
        for (var seed = 1; seed <= (isTrained ? seeds : 1); seed++)
        {
            var plan = plans.Plan($"recovery {name} {arm}", steps, [gate], [], seed);
            // Coarse scales are what four bits lose most by, and no policy may declare them.
            plan = plan with
            {
                Packing = plan.Packing with { Grid = grid },
                Training = [.. plan.Training.Select(stage => stage with { Settings = stage.Settings with { Steps = Steps, Grid = stage.Settings.Grid is null ? null : grid } })],
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
