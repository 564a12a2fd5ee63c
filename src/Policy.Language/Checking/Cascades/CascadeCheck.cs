using System.Collections.Immutable;
using OptPolicy.Language.Analysis;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking.Cascades;

/// <summary>Cascades that cannot save money: wrong order, repeated models, answers that are always or never kept.</summary>
internal static class CascadeCheck
{
    public static void Report(CheckContext context)
    {
        foreach (var cascade in context.Policy.Plans.Items.Where(static p => p.IsCascade))
        {
            ReportAcceptance(context, cascade);
            RepeatedModelCheck.Report(context, $"cascade '{cascade.Name}'", cascade.Steps.Items.Select(static s => (s.Model, s.Span)));
            ReportEconomy(context, cascade);
        }
    }

    private static void ReportAcceptance(CheckContext context, PlanDeclaration cascade)
    {
        foreach (var step in cascade.Steps)
        {
            if (step.Accept is not { } accept)
            {
                continue;
            }

            var model = context.Policy.Models[step.Model];
            if (ConditionCheck.Decides(context, accept, $"step '{model.Name}'", context.StatementAt(step.Span))
                && model.Provider == ProviderKind.OpenAI && NeedsConfidence(accept))
            {
                context.Report(DiagnosticCatalog.ConfidenceNotGiven, accept.Span, model.Name);
            }
        }
    }

    private static bool NeedsConfidence(Condition accept)
    {
        var space = new ConditionSpace([accept]);
        return space.Mentions("confidence")
            && space.WherePinned(space.Where(accept), "confidence", Constant.Of(Semantics.ValueType.Ratio, 0)).IsEmpty;
    }

    private static void ReportEconomy(CheckContext context, PlanDeclaration cascade)
    {
        var costs = cascade.Steps.Items.Select(s => CostAnalysis.TypicalCost(context.Policy.Models[s.Model])).ToImmutableArray();
        for (var i = 0; i + 1 < costs.Length; i++)
        {
            var cheaper = costs[i] == 0 ? -1 : Enumerable.Range(i + 1, costs.Length - i - 1).FirstOrDefault(j => costs[j] <= costs[i] && cascade.Steps[j].Model != cascade.Steps[i].Model, -1);
            if (cheaper >= 0)
            {
                context.Report(context.At(
                    DiagnosticCatalog.CascadeOrder, cascade.Steps[i].Span, context.NameOf(cascade.Steps[i].Model), ConstantText.Money(costs[i]), context.NameOf(cascade.Steps[cheaper].Model), ConstantText.Money(costs[cheaper]))
                    .WithFix("Order the steps by price", CheapestFirst(context, cascade, costs)));
                return;
            }
        }

        for (var i = 0; i + 1 < costs.Length; i++)
        {
            // Trying the step first costs c and saves C with probability p: it pays when p > c / C.
            if (costs[^1] > 0 && costs[i] / costs[^1] >= 0.5m)
            {
                var share = ConstantText.Of(Constant.Of(Semantics.ValueType.Ratio, Math.Ceiling(costs[i] / costs[^1] * 100) / 100));
                context.Report(DiagnosticCatalog.CascadeBreakEven, cascade.Steps[i].Span, context.NameOf(cascade.Steps[i].Model), share, context.NameOf(cascade.Steps[^1].Model));
            }
        }
    }

    /// <summary>Puts the models, not the statements, in order: conditions of acceptance belong to their place in the chain.</summary>
    private static TextEdit?[] CheapestFirst(CheckContext context, PlanDeclaration cascade, ImmutableArray<decimal> costs)
    {
        var sorted = cascade.Steps.Items.Zip(costs).OrderBy(static s => s.Second).Select(s => context.NameOf(s.First.Model)).ToList();
        return
        [
            .. cascade.Steps.Items.Zip(sorted)
                .Where(s => context.NameOf(s.First.Model) != s.Second)
                .Select(s => RenameModel(context.StatementAt(s.First.Span), s.Second)),
        ];
    }

    private static TextEdit? RenameModel(BoundStatement? step, string model)
    {
        var name = step?.Operand<NameValue>("try", "model") ?? step?.Operand<NameValue>("use", "target");
        return name is null ? null : new TextEdit(step!.Text.Path, name.Path.Span, model);
    }
}
