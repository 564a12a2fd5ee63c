using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>The budgets as a table.</summary>
internal static class BudgetEmitter
{
    public static void Settings(CodeWriter code, PolicyDeclaration policy, ValueExpressions values, string head, string tail)
    {
        code.Line(head).Line("[").Indent();
        for (var i = 0; i < policy.Budgets.Count; i++)
        {
            var budget = policy.Budgets[i];
            var steps = string.Join(", ", budget.Steps.OrderBy(static s => s.At).Select(Step));
            code.Line(
                $"new({i}, global::OptPolicy.BudgetScope.{budget.Scope}, global::OptPolicy.BudgetWindow.{budget.Window}, " +
                $"{values.Of(budget.Limit)}, {CSharpLiteral.Text(budget.TimeZone)}, [{steps}]),");
        }

        code.Unindent().Line("]" + tail);
    }

    private static string Step(BudgetStep step) => step.DegradeModel is { } model
        ? $"new({CSharpLiteral.Decimal(step.At)}, global::OptPolicy.BudgetAction.{step.Action}, {model})"
        : $"new({CSharpLiteral.Decimal(step.At)}, global::OptPolicy.BudgetAction.{step.Action})";
}
