namespace OptPolicy;

/// <summary>What is known about a failed attempt; the facts of <c>retry … when</c> and <c>try … when</c> in a fallback.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">The HTTP status, or 0.</param>
/// <param name="RetryAfter">The wait that the provider asked for.</param>
/// <param name="Exception">The error, or <see langword="null"/> for a judged answer.</param>
public readonly record struct AttemptFailure(OutcomeClass Outcome, int Status, TimeSpan? RetryAfter, Exception? Exception)
{
    /// <summary>Whether the same request to the same model may succeed later.</summary>
    public bool IsTransient => Outcome is OutcomeClass.RateLimited or OutcomeClass.Transient or OutcomeClass.Timeout or OutcomeClass.Truncated;

    /// <summary>Whether another model may succeed: everything but the caller's own mistakes, refused content, cancellation and budgets (which <c>degrade to</c> answers).</summary>
    public bool IsCurableByAnotherModel =>
        Outcome is not (OutcomeClass.Ok or OutcomeClass.BadRequest or OutcomeClass.ContentFiltered or OutcomeClass.Cancelled or OutcomeClass.BudgetDenied);

    /// <summary>Whether the provider turned the request down before working on it, so that it cannot have cost anything.</summary>
    internal bool WasRefused => Status >= 400 || Outcome is OutcomeClass.BudgetDenied or OutcomeClass.Unsupported || FailureClassifier.NeverConnected(Exception);
}
