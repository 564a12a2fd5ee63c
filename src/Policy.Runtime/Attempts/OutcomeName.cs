namespace OptPolicy;

/// <summary>The names that policies and traces use for outcomes.</summary>
public static class OutcomeName
{
    /// <summary>The name in the policy language, for example <c>rate_limited</c>.</summary>
    public static string Of(OutcomeClass outcome) => outcome switch
    {
        OutcomeClass.Ok => "ok",
        OutcomeClass.LowConfidence => "low_confidence",
        OutcomeClass.Truncated => "truncated",
        OutcomeClass.RateLimited => "rate_limited",
        OutcomeClass.Timeout => "timeout",
        OutcomeClass.Transient => "transient",
        OutcomeClass.ContextOverflow => "context_overflow",
        OutcomeClass.ContentFiltered => "content_filtered",
        OutcomeClass.Unauthorized => "unauthorized",
        OutcomeClass.BadRequest => "bad_request",
        OutcomeClass.BudgetDenied => "budget_denied",
        OutcomeClass.Cancelled => "cancelled",
        OutcomeClass.Unsupported => "unsupported",
        _ => "unknown",
    };
}
