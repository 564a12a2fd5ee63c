using System.Globalization;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Compression.Pruning;
using OptPolicy.Compression.Training;
using OptPolicy.Quantization.Sparsity;

namespace OptPolicy.Compression.Stages;

/// <summary>The stages that make a model smaller without training it.</summary>
internal static class PruneStages
{
    // Minitron, arXiv:2407.14679, §3: what is cut further than this comes back better in several rounds.
    private const double OneRoundShareMax = 0.5;

    public static StageOutcome Width(StageContext context)
    {
        var (request, tuning) = (context.Request, context.Tuning);
        var options = new WidthOptions
        {
            FeedForwardShare = tuning.FeedForwardShare ?? request.Share ?? 0,
            HeadShare = tuning.HeadShare ?? request.Share ?? 0,
            ChannelShare = tuning.ChannelShare,
            Multiple = tuning.WidthMultiple,
        };
        if (options.Problem() is { } problem)
            throw new TrainingException(problem);

        var text = context.Calibration();
        context.Report(new StageProgress("measuring importance", 0, 1));
        var plan = WidthPlanner.Plan(context.Model.Config.Shape, ActivationImportance.Measure(context.Model, text), options);
        context.Report(new StageProgress("measuring importance", 1, 1));
        return Finish(context, plan, CalibrationLoss.Of(context.Model, text), text);
    }

    public static StageOutcome Depth(StageContext context)
    {
        var layers = context.Model.Config.Shape.Layers;
        var keep = context.Request.KeepLayers ?? (int)Math.Round(layers * (1 - (context.Request.Share ?? 0)), MidpointRounding.AwayFromZero);
        if (keep < 1 || keep >= layers)
            throw new TrainingException($"{keep} of {layers} layers cannot be kept: keep at least 1 and remove at least 1");

        var text = context.Calibration();
        var importance = context.Tuning.ComparesLayersByLoss ? DepthImportance.LossIncrease : DepthImportance.BlockInfluence;
        var plan = DepthPlanner.Plan(context.Model, text, keep, importance, (done, total) => context.Report(new StageProgress("comparing layers", done, total)));
        return Finish(context, plan, CalibrationLoss.Of(context.Model, text), text);
    }

    public static StageOutcome Weights(StageContext context)
    {
        var (request, model) = (context.Request, context.Model);
        if (request.PatternLength is null && request.Share is not (> 0 and < 1))
            throw new TrainingException($"a share of {request.Share ?? 0} of the weights cannot go: remove more than 0 and less than 1");

        var pattern = request.PatternLength is { } length ? SparsityPattern.Structured(request.PatternKeep ?? 0, length) : SparsityPattern.Unstructured(request.Share!.Value);
        var text = context.Calibration();
        var before = CalibrationLoss.Of(model, text);
        var method = context.Tuning.WeightMethod;
        var zeros = ModelSparsifier.Apply(model, text, pattern, method, (done, total) => context.Report(new StageProgress("pruning weights", done, total)));
        var parameters = model.Config.Parameters;
        return new StageOutcome(model, new StageResult(request.Kind, parameters, parameters - zeros, 0, 0)
        {
            LossBefore = before,
            LossAfter = CalibrationLoss.Of(model, text),
            KeepsZeros = true,
            Notes =
            [
                string.Create(CultureInfo.InvariantCulture, $"{zeros} weights of the layers are zero ({(pattern.IsStructured ? $"{pattern.Keep} of {pattern.Length} stay" : $"{pattern.Share * 100:0.#} % of each matrix")}, {NameOf(method)}); the head and the embedding are whole"),
                "later training keeps these zeros; files and dense kernels gain nothing from them",
            ],
        });
    }

    private static string NameOf(PruningMethod method) => method switch
    {
        PruningMethod.Magnitude => "by magnitude",
        PruningMethod.Wanda => "Wanda",
        _ => "SparseGPT",
    };

    private static StageOutcome Finish(StageContext context, PruningPlan plan, double lossBefore, Data.CalibrationText text)
    {
        var pruned = ModelPruner.Apply(context.Model, plan);
        var (before, after) = (context.Model.Config.Parameters, pruned.Config.Parameters);
        List<string> notes = [.. plan.Notes];
        if (after < before * (1 - OneRoundShareMax))
            notes.Add("more than half went at once: pruning and distilling in turns keeps more");
        var result = new StageResult(context.Request.Kind, before, after, 0, 0) { LossBefore = lossBefore, LossAfter = CalibrationLoss.Of(pruned, text), Notes = notes };
        return new StageOutcome(pruned, result);
    }
}
