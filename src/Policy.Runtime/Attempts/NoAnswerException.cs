namespace OptPolicy;

/// <summary>No model of a policy answered the request.</summary>
/// <remarks><see cref="Exception.InnerException"/> is the last attempt's error, where it had one.</remarks>
public sealed class NoAnswerException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Names the policy and each attempt; no prompt text.</param>
    /// <param name="outcome">How the last attempt ended.</param>
    /// <param name="innerException">The last attempt's error.</param>
    public NoAnswerException(string message, OutcomeClass outcome, Exception? innerException)
        : base(message, innerException)
    {
        Outcome = outcome;
    }

    /// <summary>How the last attempt ended.</summary>
    public OutcomeClass Outcome { get; }

    /// <summary>Every attempt, and what they cost.</summary>
    public DecisionTrace? Trace { get; internal set; }
}
