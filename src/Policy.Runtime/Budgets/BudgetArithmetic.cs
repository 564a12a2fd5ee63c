namespace OptPolicy;

/// <summary>The rules that all stores share.</summary>
internal static class BudgetArithmetic
{
    /// <summary>Whether an amount does not fit. What is free always fits, even after a settlement above the limit.</summary>
    public static bool Exceeds(decimal used, decimal amount, decimal limit) => amount > 0 && used + amount > limit;

    /// <summary>The share of a limit in use; a limit of zero is always used up.</summary>
    public static decimal Share(decimal used, decimal limit) => limit > 0 ? used / limit : 1;
}
