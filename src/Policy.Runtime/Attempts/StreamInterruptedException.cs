namespace OptPolicy;

/// <summary>A stream broke after the caller had seen part of it, so that no other model could take over.</summary>
public sealed class StreamInterruptedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="policy">The policy's name.</param>
    /// <param name="model">The model that was answering.</param>
    /// <param name="outcome">How the stream ended.</param>
    /// <param name="innerException">The provider's error, or <see langword="null"/> when the stream just stopped.</param>
    public StreamInterruptedException(string policy, string model, OutcomeClass outcome, Exception? innerException)
        : base(
            $"Policy '{policy}': the stream of model '{model}' ended early ({OutcomeName.Of(outcome)}) after it was committed. "
            + "Set 'commit: after(…tok)' or 'commit: end' in 'fallback' to let another model take over later in a stream.",
            innerException)
    {
        Policy = policy;
        Model = model;
        Outcome = outcome;
    }

    /// <summary>The policy's name.</summary>
    public string Policy { get; }

    /// <summary>The model that was answering.</summary>
    public string Model { get; }

    /// <summary>How the stream ended.</summary>
    public OutcomeClass Outcome { get; }

    /// <summary>Every attempt, and what they cost.</summary>
    public DecisionTrace? Trace { get; internal set; }
}
