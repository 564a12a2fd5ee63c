using System.Collections.Immutable;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Binding;

internal sealed partial class PolicyBuilder
{
    private EquatableArray<BudgetDeclaration> BuildBudgets()
    {
        var budgets = new List<BudgetDeclaration>();
        foreach (var budget in All("budget"))
        {
            if (budget.Setting("limit") is not { Value: ConstantValue { Window: { } window } } limit)
            {
                if (budget.Setting("limit") is null)
                    StatementRules.RequireSettings(FileOf(budget), budget, budget);
                continue;
            }

            var scope = ScopeOf(budget.Operand<WordsValue>("per", "scope")?.Word);
            var twins = All("budget").Count(b => ScopeOf(b.Operand<WordsValue>("per", "scope")?.Word) == scope);
            var option = $"Budget{(scope == BudgetScope.Global ? "" : scope)}{(twins > 1 ? window : "")}Limit";
            var zone = (budget.Setting("time_zone")?.Value as ConstantValue)?.Constant.Text ?? "UTC";
            budgets.Add(new BudgetDeclaration(scope, window, Value(limit, option), zone, BudgetSteps(budget), budget.Location));
        }

        return budgets.ToEquatableArray();
    }

    private EquatableArray<BudgetStep> BudgetSteps(BoundStatement budget)
    {
        var steps = new List<BudgetStep>();
        foreach (var step in budget.Children.Where(static s => s.Schema.Lead is "at"))
        {
            if (step.Operand<ConstantValue>("at", "share") is not { } share)
                continue;
            var action = step.Has("degrade") ? BudgetAction.Degrade : step.Has("warn") ? BudgetAction.Warn : BudgetAction.Reject;
            steps.Add(new BudgetStep(share.Constant.Number, action, _models.IndexOf(_resolution.SymbolOf(step.Operand<NameValue>("to", "model"))), step.Location));
        }

        return steps.ToEquatableArray();
    }

    private ImmutableArray<AssertDeclaration> BuildAsserts() =>
    [
        .. All("assert")
            .Select(static s => (Statement: s, Metric: s.Operand<MetricValue>("assert", "bound")))
            .Where(static a => a.Metric is not null)
            .Select(static a => new AssertDeclaration(a.Metric!.Metric.Name, a.Metric.Operator, a.Metric.Limit, a.Statement.Location)),
    ];

    private static BudgetScope ScopeOf(string? word) => word switch
    {
        "request" => BudgetScope.Request,
        "user" => BudgetScope.User,
        "tenant" => BudgetScope.Tenant,
        "session" => BudgetScope.Session,
        _ => BudgetScope.Global,
    };
}
