using System.Globalization;

namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>Whether to speculate, and with what.</summary>
internal static class SpeculationAdvice
{
    private const int BatchMax = 4;

    public static Recommendation Of(AdviceRequest request)
    {
        var model = request.Model;
        if (!model.IsDecoder)
            return new(Technique.Speculate, AdviceVerdict.Leave, "The model does not write text token by token.", []);
        if (request.Batch > BatchMax)
        {
            return new(Technique.Speculate, AdviceVerdict.Leave, "Speculation pays where requests come one by one.",
                [new(AdviceRules.SpeculateSmallBatches, string.Create(CultureInfo.InvariantCulture, $"{request.Batch} requests at once"))]);
        }

        var rules = new List<AppliedRule> { new(AdviceRules.SpeculateFirst, string.Create(CultureInfo.InvariantCulture, $"{request.Batch} at once on {request.Device}")) };
        var drafts = request.Draft is { } draft && SharesTokens(model, draft, rules) ? draft : null;
        return new(
            Technique.Speculate,
            AdviceVerdict.Do,
            drafts is null ? "Speculate with n-grams of the conversation: nothing to train, the same answers." : $"Speculate with {drafts.Name} beside n-grams: the same tokens, the same answers.",
            rules)
        {
            Commands = Commands(model, drafts),
            Policy = AdvisedText.Speculating(request, drafts),
        };
    }

    private static bool SharesTokens(ModelFacts model, ModelFacts draft, List<AppliedRule> rules)
    {
        if (model.TokenizerFingerprint is { } own && draft.TokenizerFingerprint is { } other ? own == other : model.VocabularySize == draft.VocabularySize)
            return true;
        rules.Add(new(AdviceRules.DraftTokenizer, model.VocabularySize != draft.VocabularySize
            ? string.Create(CultureInfo.InvariantCulture, $"{draft.Name} knows {draft.VocabularySize} tokens, {model.Name} {model.VocabularySize}")
            : $"{draft.Name} and {model.Name} have different tokenizers"));
        return false;
    }

    private static string[] Commands(ModelFacts model, ModelFacts? draft)
    {
        var commands = new List<string>();
        var with = draft is null ? "" : $" --draft {AdvisedText.Quoted(Converted(draft, commands))}";
        var bench = $"optpolicy bench {AdvisedText.Quoted(Converted(model, commands))}{with}";
        return [.. commands, bench];
    }

    /// <summary>The model's folder as it runs; one that has to be made first is made by a command.</summary>
    private static string Converted(ModelFacts model, List<string> commands)
    {
        if (model.Kind == ModelKind.Runnable)
            return model.Name;
        commands.Add($"optpolicy convert {AdvisedText.Quoted(model.Name)} --to {AdvisedText.Quoted(AdvisedText.Runnable(model))}");
        return AdvisedText.Runnable(model);
    }
}
