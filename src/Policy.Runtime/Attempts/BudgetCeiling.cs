namespace OptPolicy;

/// <summary>How far into a budget a model may go.</summary>
/// <param name="Amount">US dollars.</param>
/// <param name="DegradeModel">Slot of the model that answers beyond it, or -1 when the request is rejected there.</param>
internal readonly record struct BudgetCeiling(decimal Amount, int DegradeModel)
{
    /// <summary>
    /// The first step that degrades or rejects. A model that a step degrades to is meant to answer beyond that step, so it may
    /// go on to the next one.
    /// </summary>
    public static BudgetCeiling For(BudgetInfo budget, int model)
    {
        var first = 0;
        for (var i = 0; i < budget.Steps.Length; i++)
        {
            if (budget.Steps[i] is { Action: BudgetAction.Degrade } step && step.DegradeModel == model) first = i + 1;
        }

        for (var i = first; i < budget.Steps.Length; i++)
        {
            var step = budget.Steps[i];
            if (step.Action == BudgetAction.Warn) continue;
            return new(budget.Limit * Math.Min(step.At, 1), step.Action == BudgetAction.Degrade ? step.DegradeModel : -1);
        }

        return new(budget.Limit, -1);
    }
}
