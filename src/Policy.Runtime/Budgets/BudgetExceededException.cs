namespace OptPolicy;

/// <summary>A request was not served because a budget could not cover its worst case.</summary>
public sealed class BudgetExceededException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Names the policy, the budget, the scope and the amounts; no prompt text.</param>
    public BudgetExceededException(string message)
        : base(message)
    {
    }

    /// <summary>How the request got there, or <see langword="null"/> outside a request.</summary>
    public DecisionTrace? Trace { get; internal set; }
}
