using System.Globalization;

namespace OptPolicy;

/// <summary>Budgets in words, for traces and errors.</summary>
internal static class BudgetText
{
    /// <summary>For example <c>tenant day 83 %</c>.</summary>
    public static string Share(BudgetInfo budget, decimal share) =>
        string.Create(CultureInfo.InvariantCulture, $"{Name(budget)} {decimal.Floor(share * 100):0} %");

    /// <summary>Why a request was not served.</summary>
    public static string Denial(string policy, string model, BudgetDenial denial) => string.Create(
        CultureInfo.InvariantCulture,
        $"Policy '{policy}': the {Name(denial.Budget)} budget of ${denial.Budget.Limit:0.########} cannot cover ${denial.Amount:0.########} for model '{model}'; ${denial.Used:0.########} is in use. Raise the limit, lower max_output, or add 'at 100% degrade to' a cheaper model.");

    /// <summary>For example <c>tenant day</c>.</summary>
    public static string Name(BudgetInfo budget)
    {
        var scope = budget.Scope.ToString().ToLowerInvariant();
        return budget.Window == BudgetWindow.None ? scope : $"{scope} {budget.Window.ToString().ToLowerInvariant()}";
    }
}
