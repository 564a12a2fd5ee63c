using System.Globalization;
using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Language.Semantics;
using OptPolicy.Workloads.Gates;

namespace OptPolicy.Evaluation.Compression;

/// <summary>
/// The questions about compression, asked of the pipeline itself: which order, what four bits cost tasks while perplexity stays, how much data distillation
/// needs. Every part shares one work folder, so a stopped study goes on.
/// </summary>
internal sealed class CompressionStudy(SnipsFolder snips, IStageWorker worker, bool isQuick, Action<string> step)
{
    private const decimal PerplexityBound = 0.015m;
    private const decimal SessionBound = 0.10m;
    private const decimal TaskBound = 0.05m;
    private const int SessionTurns = 3;

    private static readonly CompressionStepDeclaration Ffn = new(CompressionStepKind.Prune, default) { Dimension = PruneDimension.Width, Share = 0.25m };

    private int Steps => isQuick ? 40 : 400;

    private static CompressionStepDeclaration Distill(decimal share) => new(CompressionStepKind.Distill, default) { Teacher = "teacher", Data = "train.jsonl", DataShare = share };

    private static CompressionStepDeclaration Quantize(string format, int? group, string method) => new(CompressionStepKind.Quantize, default) { Format = format, GroupSize = group, Method = method };

    /// <summary>Every order with equal steps.</summary>
    public async Task<IReadOnlyList<EvaluationRow>> OrdersAsync(string format, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync($"orders-{format}", [Ffn, Distill(1), Quantize(format, null, "rtn")], [], isQuick ? 1 : 3, cancellationToken);
        return
        [
            .. outcome.Manifest!.Orders.SelectMany(order => order.Metrics.Where(static m => m.Metric is Judgement.Perplexity or Judgement.TaskSuccess or Judgement.TokenAccuracy or Judgement.Size).Select(m => new EvaluationRow(
                "snips", $"{Name(m.Metric)}/{order.Order} {format}", m.Made, m.Low ?? m.Made, m.High ?? m.Made, order.Seeds,
                $"{(order.IsAdmissible ? "may be declared" : $"forbidden by {order.Code}")}{(order.IsOnGrid ? "" : ", not on the grid")}, {Steps} training steps"))),
        ];
    }

    /// <summary>Formats whose perplexity hides what they cost; what the gate says, and what the ladder makes of it.</summary>
    public async Task<IReadOnlyList<EvaluationRow>> FourBitsAsync(CancellationToken cancellationToken)
    {
        var rows = new List<EvaluationRow>();
        foreach (var (format, group) in ((string, int?)[])[("int4", 128), ("int4", 32), ("mxfp4", null), ("nvfp4", null), ("int2", null)])
        {
            var name = group is { } size ? string.Create(CultureInfo.InvariantCulture, $"{format} g{size}") : format;
            var outcome = await RunAsync($"bits-{name.Replace(' ', '-')}", [Quantize(format, group, "rtn")], [RecoveryKind.Gptq, RecoveryKind.Mixed, RecoveryKind.Qad, RecoveryKind.Int8], 0, cancellationToken);
            var first = outcome.Manifest!.Stages[^1].Measured!;
            var (rise, sessions) = (Gate(first, "perplexity_rise"), Gate(first, "session_drop"));
            rows.Add(Row($"ppl_rise/{name}", rise));
            rows.Add(Row($"session_drop/{name}", sessions));
            var isHidden = rise.Value <= (double)PerplexityBound && sessions.Value >= (double)SessionBound;
            rows.Add(Flag($"hidden_by_ppl/{name}", isHidden, "perplexity at most 1.5 % up and at least a tenth of the sessions lost"));
            rows.Add(Flag($"gate_caught/{name}", sessions.Outcome != GateOutcome.Passed, sessions.Note));
            rows.Add(Flag($"repaired/{name}", outcome.IsShipped, string.Join(", ", outcome.Manifest.Ladder.Select(static r => $"{r.Rung} {r.Outcome}"))));
        }

        return rows;
    }

    /// <summary>Quality of the pruned student against the share of the data it is distilled on, the number of steps being the same.</summary>
    public async Task<IReadOnlyList<EvaluationRow>> DataCurveAsync(CancellationToken cancellationToken)
    {
        var rows = new List<EvaluationRow>();
        foreach (var share in (decimal[])[0.01m, 0.03m, 0.10m, 0.30m, 1m])
        {
            var name = share.ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);
            var outcome = await RunAsync($"data-{name}", [Ffn, Distill(share), Quantize("int4", 32, "gptq")], [], 0, cancellationToken);
            var measured = outcome.Manifest!.Stages[1].Measured!;
            foreach (var metric in measured.Metrics.Where(static m => m.Metric is Judgement.Perplexity or Judgement.TaskSuccess))
                rows.Add(new EvaluationRow("snips", $"{Name(metric.Metric)}/data={name}", metric.Made, metric.Low ?? metric.Made, metric.High ?? metric.Made, metric.Count, $"after distillation, {Steps} steps"));
        }

        return rows;
    }

    private async Task<CompressionOutcome> RunAsync(string name, CompressionStepDeclaration[] steps, RecoveryKind[] ladder, int orderSeeds, CancellationToken cancellationToken)
    {
        step(name);
        var declaration = new CompressionDeclaration("student", "teacher", default)
        {
            Hash = name,
            Calibration = "calibrate.jsonl",
            Steps = [.. steps],
            Ladder = [.. ladder],
            Gates =
            [
                new CompressionGateDeclaration("perplexity_rise", PerplexityBound, default),
                // Of the quick sample nothing smaller could be shown.
                new CompressionGateDeclaration("task_drop", isQuick ? 0.5m : TaskBound, default) { Data = "tasks.jsonl" },
                new CompressionGateDeclaration("session_drop", isQuick ? 0.5m : SessionBound, default) { Data = "tasks.jsonl", Turns = SessionTurns },
            ],
        };
        var (plan, problems) = StagePlanner.Plan(declaration, new PipelineOptions
        {
            Output = snips.In(Path.Combine("out", name)),
            Work = snips.In("stages"),
            Find = file => Path.Exists(snips.In(file)) ? snips.In(file) : null,
            TrainingSteps = Steps,
            OrderSeeds = orderSeeds,
            AllowsEmulation = true,
        });
        var tools = new PipelineTools(worker, new ModelPacker(), new ModelJudge(TimeProvider.System));
        var outcome = plan is null ? new CompressionOutcome(problems) : await new CompressionRunner(tools, new StageSteps(step), TimeProvider.System).RunAsync(plan, cancellationToken);
        return outcome.Manifest is not null ? outcome : throw new InvalidOperationException($"{name}: {string.Join("; ", outcome.Problems)}");
    }

    private static GateVerdict Gate(Judgement judgement, string metric) => judgement.Verdicts.First(v => v.Metric == metric);

    private static EvaluationRow Row(string metric, GateVerdict verdict) => new("snips", metric, verdict.Value, verdict.Low, verdict.High, verdict.Count, verdict.Note);

    private static EvaluationRow Flag(string metric, bool value, string note) => new("snips", metric, value ? 1 : 0, value ? 1 : 0, value ? 1 : 0, 1, note);

    private static string Name(string metric) => metric switch
    {
        Judgement.Perplexity => "ppl",
        Judgement.TaskSuccess => "success",
        _ => metric,
    };

    private sealed class StageSteps(Action<string> step) : IProgress<PipelineProgress>
    {
        public void Report(PipelineProgress value)
        {
            if (value.Moment != PipelineMoment.Running)
                step($"  {value.Stage}: {value.Moment.ToString().ToLowerInvariant()} {value.Note}");
        }
    }
}
