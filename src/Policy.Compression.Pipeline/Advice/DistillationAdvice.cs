using System.Globalization;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>Whether to prune and distil before quantising, and how far.</summary>
internal static class DistillationAdvice
{
    /// <summary>A teacher that solves less passes on more mistakes than answers.</summary>
    private const double SolvedMin = 0.5;

    private const double CutAtOnceMax = 0.5;
    private const double UsualCut = 0.3;

    public static Recommendation Of(AdviceRequest request, QuantizationChoice choice, long? limit)
    {
        var model = request.Model;
        if (model.Kind != ModelKind.Checkpoint || !model.IsDecoder)
            return new(Technique.PruneDistillQuantize, AdviceVerdict.Leave, "Pruning and distillation start from a checkpoint of a Llama-style decoder (config.json, *.safetensors).", []);
        if (Obstacles(request) is { Count: > 0 } obstacles)
            return new(Technique.PruneDistillQuantize, AdviceVerdict.Leave, $"Do not distil: {Why(obstacles[0].Rule)}.", obstacles);

        var isSmall = limit is null ? request.Target == CompressionTarget.Cloud : choice.Bytes <= limit;
        var wanted = Cut(choice, limit);
        var rules = new List<AppliedRule>();
        if (isSmall && request.Target == CompressionTarget.Cloud)
        {
            rules.Add(new(AdviceRules.AlreadySmallEnough, limit is { } most && choice.Bytes is { } bytes ? $"quantised {QuantizationAdvice.Sizes(bytes, most)}" : "no limit on a server"));
            return new(Technique.PruneDistillQuantize, AdviceVerdict.Leave, "Quantisation alone is small enough, and loses less.", rules);
        }

        if (!isSmall && limit is { } size && choice.Bytes is { } quantized)
            rules.Add(new(AdviceRules.SmallTargetsDistill, $"quantised it has {QuantizationAdvice.Sizes(quantized, size)}"));
        else
            rules.Add(new(AdviceRules.SmallTargetsDistill, $"target {request.Target.ToString().ToLowerInvariant()}"));
        rules.Add(new(AdviceRules.PruneThenDistillThenQuantize, string.Create(CultureInfo.InvariantCulture, $"about {wanted * 100:0} % of each width")));
        if (wanted > CutAtOnceMax)
            rules.Add(new(AdviceRules.CutInRounds, string.Create(CultureInfo.InvariantCulture, $"{wanted * 100:0} % are to go: {AdvisedText.Share(Math.Min(wanted, CutAtOnceMax))} first, then start again from the result")));
        var share = Math.Min(wanted, CutAtOnceMax);
        var time = TrainingEstimate.Of(model.Parameters!.Value, request.Data!.Tokens);
        return new(
            Technique.PruneDistillQuantize,
            isSmall ? AdviceVerdict.WhenNeeded : AdviceVerdict.Do,
            string.Create(CultureInfo.InvariantCulture, $"Prune {AdvisedText.Share(share)} of the widths, distil from the original (about {Hours(time)} on one core), then {choice.Words}."),
            rules)
        {
            Commands = AdvisedText.CompressCommands(request),
            Policy = AdvisedText.PruningAndDistilling(request, choice, share),
        };
    }

    private static List<AppliedRule> Obstacles(AdviceRequest request)
    {
        var rules = new List<AppliedRule>();
        var parameters = request.Model.Parameters ?? 0;
        if (request.Budget == TrainingBudget.None)
            rules.Add(new(AdviceRules.NoTrainingBudget, "--budget none"));
        if (request.Solved is { } solved and < SolvedMin)
            rules.Add(new(AdviceRules.WeakTeacher, string.Create(CultureInfo.InvariantCulture, $"{request.Model.Name} solves {solved * 100:0.#} % of the tasks")));
        if (request.Data is not { } data)
            rules.Add(new(AdviceRules.TooLittleData, "no --data"));
        else if (data.Count < TrainingEstimate.ExamplesMin || data.Tokens < TrainingEstimate.TokensPerWeightMin * parameters)
            rules.Add(new(AdviceRules.TooLittleData, string.Create(CultureInfo.InvariantCulture, $"{data.Count:N0} examples, about {data.Tokens:N0} tokens for {parameters:N0} weights; wanted are {TrainingEstimate.ExamplesMin:N0} and {TrainingEstimate.TokensPerWeightMin * parameters:N0}")));
        else if (request.Budget != TrainingBudget.None && TrainingEstimate.Of(parameters, data.Tokens) is var time && time > TrainingEstimate.Limit(request.Budget))
            rules.Add(new(AdviceRules.TrainingTooLong, $"about {Hours(time)} on one core, and the budget is {TrainingEstimate.Limit(request.Budget).TotalHours:0} hours"));
        return rules;
    }

    /// <summary>The share of each width that makes the quantised model fit: products shrink with both widths, tables with one.</summary>
    private static double Cut(QuantizationChoice choice, long? limit) =>
        limit is { } most && choice.Bytes is { } bytes && bytes > most ? Math.Clamp(1 - Math.Sqrt(most / (double)bytes), 0.05, 0.9) : UsualCut;

    private static string Why(AdviceRule rule) =>
        rule == AdviceRules.NoTrainingBudget ? "there is no time to train, and a pruned model that is not trained is broken"
        : rule == AdviceRules.WeakTeacher ? "the teacher is too weak on the tasks; improve it first (optpolicy train), or use a stronger one"
        : rule == AdviceRules.TooLittleData ? "there is too little data for a student to recover on"
        : "it would take longer than the budget";

    private static string Hours(TimeSpan time) => time switch
    {
        { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, time.TotalMinutes):0} minutes"),
        { TotalHours: < 72 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} hours"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:N0} days"),
    };
}
