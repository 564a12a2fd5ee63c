using System.Globalization;
using OptPolicy.Compression.Pipeline.Caching;
using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Language.Semantics;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Rewriting;
using OptPolicy.Workloads.Gates;

namespace OptPolicy.Compression.Pipeline.Recovery;

/// <summary>
/// Climbs the declared ladder until every gate passes. Each rung starts from the best model so far; one that answers worse is thrown away, because
/// quantised training can lose more than rounding did (NVFP4 QAD report, arXiv:2601.20088: AceReason 58.7 after PTQ, 46.1 after QAT).
/// </summary>
internal sealed class Ladder(StageExecutor executor, CompressionPlan plan, Func<ModelArtefact, JudgeRequest> judging, IProgress<PipelineProgress> progress)
{
    public async Task<(Candidate Best, IReadOnlyList<RungRecord> Rungs)> ClimbAsync(Candidate first, CancellationToken cancellationToken)
    {
        var best = first;
        var rungs = new List<RungRecord>();
        foreach (var rung in plan.Declaration.Ladder)
        {
            if (best.Judgement.IsPassed)
                break;
            if (WhyNot(rung, best) is { } reason)
            {
                rungs.Add(Tell(new RungRecord(rung, RungOutcome.Skipped, reason)));
                continue;
            }

            var attempt = await TryAsync(rung, best, cancellationToken).ConfigureAwait(false);
            var isWorse = !attempt.Judgement.IsPassed && attempt.Judgement.IsWorseThan(best.Judgement);
            rungs.Add(Tell(new RungRecord(rung, isWorse ? RungOutcome.Rejected : RungOutcome.Accepted, Describe(attempt.Judgement, isWorse)) { Judgement = attempt.Judgement }));
            best = isWorse ? best : attempt;
        }

        return (best, rungs);
    }

    private string? WhyNot(RecoveryKind rung, Candidate best) => rung switch
    {
        _ when best.Packing.Grid is null => "nothing was quantised",
        RecoveryKind.Gptq when best.Packing.Method == QuantizationMethod.Gptq => "gptq was used already",
        RecoveryKind.Gptq or RecoveryKind.Mixed when best.Packing.Calibration is null => "no calibration examples are named",
        RecoveryKind.Mixed when best.Packing.IsMixed => "precision is mixed already",
        RecoveryKind.Qat or RecoveryKind.Qad when plan.LastTraining is null && plan.Packing.Calibration is null => "no data to train on is named",
        RecoveryKind.Int8 when best.Packing.Grid.Number == NumberFormat.Int8 => "the weights have 8 bits already",
        _ => null,
    };

    private async Task<Candidate> TryAsync(RecoveryKind rung, Candidate best, CancellationToken cancellationToken)
    {
        var (checkpoint, packing) = (best.Checkpoint, best.Packing);
        switch (rung)
        {
            case RecoveryKind.Gptq:
                packing = packing with { Method = QuantizationMethod.Gptq };
                break;
            case RecoveryKind.Mixed:
                packing = packing with { IsMixed = true };
                break;
            case RecoveryKind.Int8:
                packing = packing with { Grid = GridNames.Find("int8", group: null), Method = QuantizationMethod.Rtn, Activations = ActivationFormat.Float, IsMixed = false };
                break;
            default:
                var stage = Training(rung, packing);
                (checkpoint, _) = await executor.TrainAsync(stage, checkpoint, cancellationToken).ConfigureAwait(false);
                packing = packing with { Method = QuantizationMethod.Rtn, IsMixed = false };
                break;
        }

        var packed = await executor.PackAsync(checkpoint, packing, cancellationToken).ConfigureAwait(false);
        var judgement = await executor.JudgeAsync($"after {Name(rung)}", judging(packed), cancellationToken).ConfigureAwait(false);
        return new Candidate(checkpoint, packed, packing, judgement);
    }

    private PlannedTraining Training(RecoveryKind rung, PackSettings packing)
    {
        var like = plan.LastTraining?.Settings;
        return new PlannedTraining($"recover with {Name(rung)}", new StageRequest
        {
            Kind = rung == RecoveryKind.Qat ? StageKind.Qat : StageKind.Qad,
            Model = "",
            Output = "",
            Work = "",
            Teacher = rung == RecoveryKind.Qad ? plan.Teacher : null,
            Data = like?.Data ?? [packing.Calibration!],
            DataShare = like?.DataShare ?? 1,
            Grid = packing.Grid,
            Tuning = packing.Activations == ActivationFormat.MxFp4 ? new StageTuning { ActivationGrid = DefaultGrid.Of("mxfp4") } : null,
            Steps = plan.Options.TrainingSteps,
            Epochs = like?.Epochs ?? 1,
            Seed = plan.Options.Seed,
            Threads = plan.Options.Threads,
        });
    }

    private RungRecord Tell(RungRecord record)
    {
        var moment = record.Outcome == RungOutcome.Accepted ? PipelineMoment.Done : PipelineMoment.Rejected;
        progress.Report(new PipelineProgress($"recover with {Name(record.Rung)}", moment) { Note = $"{record.Outcome.ToString().ToLowerInvariant()}: {record.Reason}" });
        return record;
    }

    private static string Describe(Judgement judgement, bool isWorse)
    {
        var failed = judgement.Verdicts.Count(static v => v.Outcome != GateOutcome.Passed);
        if (isWorse)
            return "it answers worse than the model before, which stays";
        return failed == 0 ? "every gate passes" : string.Create(CultureInfo.InvariantCulture, $"no worse than before, and {failed} of {judgement.Verdicts.Count} gates still fail");
    }

    private static string Name(RecoveryKind rung) => rung.ToString().ToLowerInvariant();
}
