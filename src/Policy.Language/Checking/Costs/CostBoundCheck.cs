using System.Collections.Immutable;
using OptPolicy.Language.Analysis;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking.Costs;

/// <summary>Whether the worst case of one request keeps every <c>assert cost</c>.</summary>
internal static class CostBoundCheck
{
    /// <returns>The proved upper bound in dollars; null when there is none.</returns>
    public static decimal? Report(CheckContext context)
    {
        var rules = CostAnalysis.Explain(context.Policy, context.Route);
        var worst = CostAnalysis.WorstCase(rules);
        foreach (var assert in context.Info.Asserts.Where(static a => a.Metric == "cost"))
        {
            if (worst is null)
            {
                ReportUnbounded(context, assert.Span, $"'{context.Source(assert.Span)}'");
            }
            else if (!Keeps(worst.Value, assert))
            {
                ReportExceeded(context, rules, assert);
            }
        }

        return worst;
    }

    /// <summary>The first model that can be paid without limit, and the setting that would limit it.</summary>
    private static void ReportUnbounded(CheckContext context, SourceSpan span, string what)
    {
        var model = context.Policy.Models.Items.First(static m => AttemptBound.Of(m, inputLimit: null).Dollars is null);
        var missing = model.PriceInput > 0 && model.ContextTokens == 0 ? "'context'" : "'max_output'";
        context.Report(context.At(DiagnosticCatalog.CostUnbounded, span, what, model.Name, missing).WithRelated(model.NameSpan, $"model '{model.Name}'"));
    }

    private static void ReportExceeded(CheckContext context, ImmutableArray<RuleCost> rules, AssertDeclaration assert)
    {
        var worst = rules.MaxBy(static r => r.WorstCase)!;
        var rule = context.Policy.Rules.Items.First(r => r.Name == worst.Rule);
        context.Report(context.At(
            DiagnosticCatalog.CostBoundExceeded, assert.Span, ConstantText.Money(worst.WorstCase!.Value), ConstantText.Money(assert.Limit.Number), worst.Witness.ToString(), worst.Rule, worst.Sum)
            .WithRelated(rule.NameSpan, $"rule '{rule.Name}' leads to the most expensive path"));
    }

    private static bool Keeps(decimal worst, AssertDeclaration assert) => assert.Operator switch
    {
        ComparisonOperator.Less => worst < assert.Limit.Number,
        ComparisonOperator.LessOrEqual => worst <= assert.Limit.Number,
        _ => true,
    };
}
