namespace OptPolicy;

/// <summary>How an attempt ended. Fallback and retry decide on this, never on exception types.</summary>
public enum OutcomeClass
{
    /// <summary>A complete answer.</summary>
    Ok,

    /// <summary>A complete answer that a cascade did not accept.</summary>
    LowConfidence,

    /// <summary>The stream ended without a finish reason, or the answer stopped at a limit the caller did not ask for.</summary>
    Truncated,

    /// <summary>HTTP 429 or the provider's equivalent.</summary>
    RateLimited,

    /// <summary>No answer in the attempt's time.</summary>
    Timeout,

    /// <summary>Network error or HTTP 5xx.</summary>
    Transient,

    /// <summary>The request does not fit the model's context window.</summary>
    ContextOverflow,

    /// <summary>The provider refused the content.</summary>
    ContentFiltered,

    /// <summary>HTTP 401 or 403.</summary>
    Unauthorized,

    /// <summary>Any other 4xx: the request itself is wrong.</summary>
    BadRequest,

    /// <summary>A budget could not cover the attempt's worst case.</summary>
    BudgetDenied,

    /// <summary>The caller gave up.</summary>
    Cancelled,

    /// <summary>The model lacks an ability that the request needs, as the policy knows or the client says.</summary>
    Unsupported,
}
