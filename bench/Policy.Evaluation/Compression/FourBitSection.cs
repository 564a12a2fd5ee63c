using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Language.Semantics;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Rewriting;
using OptPolicy.Workloads.Gates;

namespace OptPolicy.Evaluation.Compression;

/// <summary>Formats whose perplexity hides what they cost: what the gate says about each, and what the ladder makes of it.</summary>
internal sealed class FourBitSection(StudyFolder folder, StudyPlans plans)
{
    private const decimal PerplexityBound = 0.015m, SessionBound = 0.10m;
    private const int SessionTurns = 3;

    private static readonly RecoveryKind[] Ladder = [RecoveryKind.Gptq, RecoveryKind.Mixed, RecoveryKind.Qad, RecoveryKind.Int8];

    // Those behind int2 no policy can declare: coarse scales and four-bit inputs are what makes four bits dangerous, and the pipeline must see it whoever asks for them.
    private static readonly (string Name, WeightGrid Grid, ActivationFormat Activations)[] Variants =
    [
        ("int4 group 32", DefaultGrid.Of("int4", 32), ActivationFormat.Float),
        ("int4 group 128", DefaultGrid.Of("int4", 128), ActivationFormat.Float),
        ("nvfp4", DefaultGrid.Of("nvfp4"), ActivationFormat.Float),
        ("mxfp4", DefaultGrid.Of("mxfp4"), ActivationFormat.Float),
        ("int2 group 16", DefaultGrid.Of("int2", 16), ActivationFormat.Float),
        ("int4 per output", new WeightGrid(NumberFormat.Int4, ScaleSharing.Channel, 0, IsSymmetric: false), ActivationFormat.Float),
        ("int4 per tensor", new WeightGrid(NumberFormat.Int4, ScaleSharing.Tensor, 0, IsSymmetric: false), ActivationFormat.Float),
        ("int4 per tensor, symmetric", new WeightGrid(NumberFormat.Int4, ScaleSharing.Tensor, 0, IsSymmetric: true), ActivationFormat.Float),
        ("mxfp4, mxfp4 inputs", DefaultGrid.Of("mxfp4"), ActivationFormat.MxFp4),
        ("int4 group 32, mxfp4 inputs", DefaultGrid.Of("int4", 32), ActivationFormat.MxFp4),
        ("int4 group 128, mxfp4 inputs", DefaultGrid.Of("int4", 128), ActivationFormat.MxFp4),
        ("nvfp4, mxfp4 inputs", DefaultGrid.Of("nvfp4"), ActivationFormat.MxFp4),
    ];

    public async Task<IReadOnlyList<EvaluationRow>> RunAsync(CancellationToken cancellationToken)
    {
        var rows = new List<EvaluationRow>();
        CompressionGateDeclaration[] gates =
        [
            new("perplexity_rise", PerplexityBound, default),
            new("session_drop", SessionBound, default) { Data = folder.Judged, Turns = SessionTurns },
        ];
        foreach (var (name, grid, activations) in Variants)
        {
            var plan = plans.Plan($"bits {name}", [StudyPlans.Quantize("int4")], gates, Ladder, seed: 1);
            plan = plan with { Packing = plan.Packing with { Grid = grid, Activations = activations } };
            var outcome = await plans.RunAsync(plan, cancellationToken);
            var first = outcome.Manifest!.Stages[^1].Measured!;
            var (rise, sessions) = (Gate(first, "perplexity_rise"), Gate(first, "session_drop"));
            rows.Add(Row($"perplexity_rise/{name}", rise));
            rows.Add(Row($"session_drop/{name}", sessions));
            var success = first.Find(Judgement.TaskSuccess)!;
            rows.Add(new EvaluationRow(folder.Name, $"task_success/{name}", success.Made, success.Low ?? success.Made, success.High ?? success.Made, success.Count, $"the original: {success.Original:P1}"));
            var isHidden = rise.Value <= (double)PerplexityBound && sessions.Value >= (double)SessionBound;
            rows.Add(Flag($"hidden by perplexity/{name}", isHidden, "perplexity at most 1.5 % up and at least a tenth of the sessions lost"));
            rows.Add(Flag($"stopped by the gate/{name}", sessions.Outcome != GateOutcome.Passed, sessions.Note));
            var last = outcome.Manifest.Gates.First(static v => v.Metric == "session_drop");
            rows.Add(Row($"session_drop, shipped/{name}", last));
            rows.Add(Flag($"shipped/{name}", outcome.IsShipped, string.Join(", ", outcome.Manifest.Ladder.Select(static r => $"{r.Rung} {r.Outcome}".ToLowerInvariant()).DefaultIfEmpty("as it is"))));
        }

        return rows;
    }

    private static GateVerdict Gate(Judgement judgement, string metric) => judgement.Verdicts.First(v => v.Metric == metric);

    private EvaluationRow Row(string metric, GateVerdict verdict) => new(folder.Name, metric, verdict.Value, verdict.Low, verdict.High, verdict.Count, verdict.Note);

    private EvaluationRow Flag(string metric, bool value, string note) => new(folder.Name, metric, value ? 1 : 0, value ? 1 : 0, value ? 1 : 0, 1, note);
}
