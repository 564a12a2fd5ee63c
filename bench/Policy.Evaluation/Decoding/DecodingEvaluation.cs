using System.Collections.Immutable;
using OptPolicy.Evaluation.Decoding.Peers;
using OptPolicy.Evaluation.Reporting;

namespace OptPolicy.Evaluation.Decoding;

/// <summary>Whether speculation changes anything, and what it gains and costs.</summary>
internal static class DecodingEvaluation
{
    private const int TargetSeed = 1;
    private const int DraftSeed = 2;

    public static ImmutableArray<EvaluationRow> Run(DecodingOptions options, Action<string> progress, CancellationToken cancellationToken)
    {
        var texts = DecodingPrompts.SpecBench(options.Data);
        var set = texts is null ? "built_in" : "spec_bench";
        if (texts is null)
            progress("decoding/spec_bench.jsonl is not there: using built-in prompts");
        var questions = options.Model is null ? null : DecodingPrompts.ToolCalls(options.Data, options.Prompts / 2);
        if (options.Model is null)
            progress("no --model: random weights, whose answers say nothing about acceptance on real text");
        using var target = new ModelSource(options.Model, TargetSeed, options.Head, options.PadTo);
        using var draft = new ModelSource(options.Draft, DraftSeed);
        if (options.Model is not null && options.Draft is null)
            progress("no --draft: the model drafts for itself, which is exact but not fast");
        using var itself = new ModelSource(options.Model, TargetSeed);
        var drafts = options.Model is not null && options.Draft is null ? itself : draft;
        return
        [
            .. new DifferenceCheck(options, target, drafts, [.. questions ?? [], .. texts ?? DecodingPrompts.BuiltIn], questions is null ? set : $"tool_calls+{set}", progress).Run(cancellationToken),
            .. new SpeedCheck(options, target, drafts, texts ?? DecodingPrompts.BuiltIn, set, progress).Run(cancellationToken),
            .. LlamaCppEvaluation.Run(options, texts ?? DecodingPrompts.BuiltIn, progress),
        ];
    }
}
