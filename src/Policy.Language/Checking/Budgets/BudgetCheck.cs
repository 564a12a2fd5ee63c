using OptPolicy.Language.Analysis;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Checking.Budgets;

/// <summary>Budget steps that never act, limits that one request can exhaust, and degrading that saves nothing.</summary>
internal static class BudgetCheck
{
    public static void Report(CheckContext context)
    {
        foreach (var budget in context.Policy.Budgets)
        {
            ReportOrder(context, budget);
            ReportUnreached(context, budget);
            ReportDegrading(context, budget);
            ReportLimit(context, budget);
        }
    }

    private static void ReportOrder(CheckContext context, BudgetDeclaration budget)
    {
        for (var i = 1; i < budget.Steps.Count; i++)
        {
            if (budget.Steps[i].At >= budget.Steps[i - 1].At)
            {
                continue;
            }

            var diagnostic = context.At(DiagnosticCatalog.BudgetStepsOutOfOrder, budget.Steps[i].Span, Share(budget.Steps[i].At), Share(budget.Steps[i - 1].At));
            var places = budget.Steps.Items.Select(s => context.StatementAt(s.Span)).ToList();
            if (!places.Contains(null))
            {
                var order = budget.Steps.Items.Zip(places).OrderBy(static s => s.First.At).Select(static s => s.Second!).ToList();
                diagnostic = diagnostic.WithFix("Put the steps in ascending order", [.. StatementEdits.Reorder(places!, order)]);
            }

            context.Report(diagnostic);
            return;
        }
    }

    private static void ReportUnreached(CheckContext context, BudgetDeclaration budget)
    {
        foreach (var step in budget.Steps)
        {
            var stop = budget.Steps.Items.FirstOrDefault(s => s.Action == BudgetAction.Reject && s.At < step.At);
            var reason = step.At > 1 ? "nothing is spent beyond 100%"
                : stop is not null ? $"every request is rejected at {Share(stop.At)}"
                : budget.Steps.Items.Any(s => s != step && s.At == step.At && s.Action == step.Action && s.Span.Start.Line < step.Span.Start.Line) ? "it stands there twice"
                : null;
            if (reason is not null)
            {
                context.Report(context.At(DiagnosticCatalog.BudgetStepNeverReached, step.Span, Share(step.At), reason).WithRemoval("Remove the step", context.StatementAt(step.Span)));
            }
        }
    }

    private static void ReportDegrading(CheckContext context, BudgetDeclaration budget)
    {
        foreach (var step in budget.Steps)
        {
            if (step.DegradeModel is not { } index)
            {
                continue;
            }

            var cost = CostAnalysis.TypicalCost(context.Policy.Models[index]);
            var routed = context.Policy.Plans.Items.SelectMany(static p => p.Steps).Select(static s => s.Model).Where(m => m != index).ToList();
            if (cost > 0 && routed.TrueForAll(m => CostAnalysis.TypicalCost(context.Policy.Models[m]) <= cost))
            {
                context.Report(DiagnosticCatalog.DegradeSavesNothing, step.Span, context.NameOf(index), ConstantText.Money(cost));
            }
            else if (cost > 0 && step.At >= 1)
            {
                context.Report(DiagnosticCatalog.DegradeCanBeDenied, step.Span, context.NameOf(index), Share(step.At));
            }
        }
    }

    private static void ReportLimit(CheckContext context, BudgetDeclaration budget)
    {
        if (budget.Scope == BudgetScope.Request)
        {
            // Denying what is too expensive is what a budget of the request is for.
            return;
        }

        var limit = budget.Limit.Value.Number;
        var (model, bound) = context.Policy.Plans.Items.SelectMany(static p => p.Steps)
            .Select(s => (Model: s.Model, Bound: AttemptBound.Of(context.Policy.Models[s.Model], inputLimit: null).Dollars))
            .MaxBy(static s => s.Bound);
        if (bound > limit)
        {
            context.Report(DiagnosticCatalog.BudgetBelowOneRequest, budget.Span, context.NameOf(model), ConstantText.Money(bound.Value), ConstantText.Money(limit));
        }
    }

    private static string Share(decimal at) => ConstantText.Of(Constant.Of(ValueType.Ratio, at));
}
