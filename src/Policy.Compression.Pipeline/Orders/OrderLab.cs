using OptPolicy.Compression.Pipeline.Caching;
using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;

namespace OptPolicy.Compression.Pipeline.Orders;

/// <summary>
/// Runs every order on the user's model with equal training and several seeds, those too that no policy may declare: here a wrong order is a measurement.
/// Stages that orders have in common run once.
/// </summary>
internal sealed class OrderLab(StageExecutor executor, CompressionPlan plan, Func<ModelArtefact, JudgeRequest> judging, IProgress<PipelineProgress> progress)
{
    // Of the steps of an order that trains twice, what the second training gets.
    private const double SecondTrainingShare = 0.25;

    private const int DefaultSteps = 200;

    private static readonly string[] RoundedWeights = ["*_proj.weight", "*lm_head.weight"];

    private WeightGrid Grid => plan.Packing.Grid!;

    /// <summary>Why the declaration gives nothing to compare.</summary>
    public static PipelineProblem? WhyNot(CompressionPlan plan)
    {
        var prunes = plan.Training.Any(static s => s.Step == Language.Semantics.CompressionStepKind.Prune);
        var distills = plan.Training.Any(static s => s.Settings.Kind == StageKind.Distill);
        return prunes && distills && plan.Packing.Grid is not null ? null
            : PipelineProblem.Error("comparing orders needs a prune, a distill and a quantize step in the declaration");
    }

    public async Task<IReadOnlyList<OrderResult>> RunAsync(ModelArtefact source, int seeds, CancellationToken cancellationToken)
    {
        var results = new List<OrderResult>();
        IReadOnlyList<Judgement>? reference = null;
        foreach (var recipe in OrderRecipe.All)
        {
            var runs = new List<Judgement>();
            for (var seed = 0; seed < seeds; seed++)
                runs.Add(await RunAsync(recipe, source, plan.Options.Seed + (ulong)seed, cancellationToken).ConfigureAwait(false));
            reference ??= runs;
            var code = recipe.ForbiddenBy;
            var result = new OrderResult(recipe.Name, code is null, recipe.Method is not null, seeds, SeedMean.Of(runs))
            {
                Code = code,
                Contrasts = SeedContrast.Of(runs, reference, OrderRecipe.All[0].Name),
            };
            results.Add(result);
            progress.Report(new PipelineProgress($"order {recipe.Name}", PipelineMoment.Done) { Note = Describe(result) });
        }

        return results;
    }

    private async Task<Judgement> RunAsync(OrderRecipe recipe, ModelArtefact source, ulong seed, CancellationToken cancellationToken)
    {
        var model = source;
        foreach (var (step, index) in recipe.Steps.Select(static (step, index) => (step, index)))
        {
            if (step == OrderStep.Round)
            {
                model = await executor.RoundAsync(model, Grid, cancellationToken).ConfigureAwait(false);
                continue;
            }

            foreach (var stage in Stages(step, recipe, index, seed))
                (model, _) = await executor.TrainAsync(stage, model, cancellationToken).ConfigureAwait(false);
        }

        var packing = recipe.Method is { } method ? plan.Packing with { Method = method, Calibration = plan.Packing.Calibration ?? FirstData } : PackSettings.Float;
        if (packing is { Method: QuantizationMethod.Gptq, Calibration: null })
            packing = packing with { Method = QuantizationMethod.Rtn };
        var packed = await executor.PackAsync(model, packing, cancellationToken).ConfigureAwait(false);
        return await executor.JudgeAsync($"{recipe.Name}, seed {seed}", judging(packed) with { GeneratesAnswers = false }, cancellationToken).ConfigureAwait(false);
    }

    private string? FirstData => plan.LastTraining?.Settings.Data[0];

    private IEnumerable<PlannedTraining> Stages(OrderStep step, OrderRecipe recipe, int index, ulong seed)
    {
        if (step == OrderStep.Prune)
            return plan.Training.Where(static s => s.Step == Language.Semantics.CompressionStepKind.Prune).Select(s => s with { Settings = s.Settings with { Seed = seed } });

        var like = plan.Training.Last(static s => s.Settings.Kind == StageKind.Distill);
        var trainings = recipe.Steps.Count(static s => s is OrderStep.Distill or OrderStep.DistillAroundGrid or OrderStep.DistillThroughGrid);
        var isSecond = trainings > 1 && recipe.Steps.Take(index).Any(static s => s == OrderStep.Distill);
        var all = like.Settings.Steps ?? DefaultSteps;
        var second = (int)(all * SecondTrainingShare);
        var steps = trainings == 1 ? all : isSecond ? second : all - second;
        var settings = like.Settings with { Seed = seed, Steps = steps };
        return
        [
            step switch
            {
                OrderStep.DistillThroughGrid => new PlannedTraining("qad", settings with { Kind = StageKind.Qad, Grid = Grid }),
                OrderStep.DistillAroundGrid => new PlannedTraining("distill around frozen codes", settings with { Frozen = RoundedWeights }),
                _ => like with { Settings = settings },
            },
        ];
    }

    private static string? Describe(OrderResult result)
    {
        var metrics = new[] { Judgement.Perplexity, Judgement.TaskSuccess }.Select(name => result.Metrics.FirstOrDefault(m => m.Metric == name)).OfType<MetricComparison>();
        return string.Join(", ", metrics.Select(static m => $"{m.Metric} {Reporting.OrderTable.WithInterval(m)}"));
    }
}
