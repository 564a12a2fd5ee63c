using OptPolicy.Language.Analysis;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.LanguageServer.Protocol;
using OptPolicy.LanguageServer.Workspace;

namespace OptPolicy.LanguageServer.Costs;

/// <summary>What a rule's requests cost, after the rule's line.</summary>
internal static class RuleCostHints
{
    public static InlayHint[] Of(PolicySnapshot snapshot, string path, LspRange range)
    {
        var hints = new List<InlayHint>();
        foreach (var policy in snapshot.Compilation.Files.Where(file => file.Path == path).SelectMany(static file => file.Policies))
        {
            foreach (var (rule, cost) in Costs(policy))
            {
                // An inherited rule stands in another file.
                var end = rule.TargetSpan.ToRange().End;
                if (rule.TargetSpan.Path == path && end.Line >= range.Start.Line && end.Line <= range.End.Line)
                {
                    hints.Add(new InlayHint(end, Label(cost), Explain(cost)));
                }
            }
        }

        return [.. hints];
    }

    public static RuleCost? At(PolicySnapshot snapshot, string path, int line) =>
        snapshot.Compilation.Files.Where(file => file.Path == path).SelectMany(static file => file.Policies).SelectMany(Costs)
            .FirstOrDefault(pair => pair.Rule.NameSpan.Path == path && pair.Rule.NameSpan.Start.Line == line).Cost;

    public static string Explain(RuleCost cost)
    {
        var worst = cost.WorstCase is { } dollars ? $"at most {Money(dollars)} a request" : "no upper bound: a model lacks a context window, an output limit or a price";
        return $"About {Money(cost.Typical)} for {CostAnalysis.TypicalInputTokens:N0} input and {CostAnalysis.TypicalOutputTokens} output tokens; {worst}.\n\nWorst case: {cost.Sum}\n\nExample: {cost.Witness}";
    }

    private static IEnumerable<(RuleDeclaration Rule, RuleCost Cost)> Costs(PolicyDeclaration policy)
    {
        var byRule = CostAnalysis.Explain(policy).ToLookup(static c => c.Rule, StringComparer.Ordinal);
        foreach (var rule in policy.Rules)
        {
            if (byRule[rule.Name].FirstOrDefault() is { } cost)
            {
                yield return (rule, cost);
            }
        }
    }

    private static string Label(RuleCost cost) => cost.WorstCase is { } worst ? $"≈ {Money(cost.Typical)}, ≤ {Money(worst)}" : $"≈ {Money(cost.Typical)}";

    private static string Money(decimal dollars) => Units.Format(Constant.Of(Language.Semantics.ValueType.Money, Rounded(dollars)));

    /// <summary>Three digits are enough to compare rules at a glance.</summary>
    private static decimal Rounded(decimal dollars)
    {
        var digits = 2;
        for (var scaled = dollars; scaled is > 0 and < 1 && digits < 12; scaled *= 10)
        {
            digits++;
        }

        return Math.Round(dollars, digits);
    }
}
