using OptPolicy.Language.Analysis;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;

namespace OptPolicy.Language.Checking.Caching;

/// <summary>Semantic caches that serve wrong answers, or one customer's answers to another.</summary>
internal static class SemanticCacheCheck
{
    /// <summary>Below it, paraphrases and opposites of a question lie equally close to it for common sentence embedders.</summary>
    private const decimal SafeThreshold = 0.8m;

    public static void Report(CheckContext context)
    {
        foreach (var cache in context.Info.Statements.Where(static s => s.Schema is { Lead: "cache", Variant: "semantic" } && !s.IsIncomplete))
        {
            var verifies = cache.Children.Any(static c => c.Schema.Lead == "verify");
            if (!verifies && cache.Setting("threshold") is { Value: ConstantValue threshold } && threshold.Constant.Number < SafeThreshold)
            {
                context.Report(Diagnostic.Create(DiagnosticCatalog.LooseSimilarity, cache.Text, threshold.Syntax.Span, ConstantText.Of(threshold.Constant with { Number = SafeThreshold })));
            }

            if (!verifies && cache.Setting("audit") is null && cache.Setting("calibration") is null && cache.Setting("max_false_hits") is { Value: ConstantValue bound })
            {
                context.Report(Diagnostic.Create(DiagnosticCatalog.FalseHitsNotMeasured, cache.Text, bound.Syntax.Span, ConstantText.Of(bound.Constant)));
            }

            if (cache.Setting("scope") is { Value: WordsValue scope } && !scope.Words.Contains("tenant") && !scope.Words.Contains("user") && !scope.Words.Contains("session"))
            {
                var insertion = new TextEdit(cache.Text.Path, new Text.TextSpan(scope.Syntax.Span.Start + 1, 0), scope.Words.IsEmpty ? "tenant" : "tenant, ");
                context.Report(Diagnostic.Create(DiagnosticCatalog.CacheMixesTenants, cache.Text, scope.Syntax.Span).WithFix("Add 'tenant' to the scope", insertion));
            }
        }
    }
}
