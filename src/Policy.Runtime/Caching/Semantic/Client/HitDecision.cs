namespace OptPolicy;

/// <summary>What to do with a near entry.</summary>
internal enum HitAction
{
    /// <summary>Ask a model as if there were no cache.</summary>
    Miss,

    /// <summary>Serve it if the verifier says so.</summary>
    Verify,

    /// <summary>Serve it.</summary>
    Serve,
}

/// <summary>Why an entry is served or not. Holds no prompt text.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Reason">A short code: <c>identical</c>, <c>near</c>, <c>far</c>, <c>doubtful</c>, <c>band</c>, <c>rival</c> (an entry with another answer is as near), <c>behind</c> (a nearer one was not
/// served), <c>breaker</c> (the scope serves nothing), <c>explored</c> (answered by a model to learn from it), <c>guard:numbers</c>, …</param>
/// <param name="Similarity">Cosine of the two questions.</param>
/// <param name="Probability">Of the answer being right, as far as it was learned; <see langword="null"/> where the threshold decides.</param>
internal readonly record struct HitDecision(HitAction Action, string Reason, double Similarity, double? Probability = null)
{
    /// <summary>The same words.</summary>
    public const string Identical = "identical";

    /// <summary>It would be served, were the scope's breaker not open.</summary>
    public const string Broken = "breaker";

    /// <summary>It would be served, were it not chosen to learn from.</summary>
    public const string Explored = "explored";

    /// <summary>What the code of every guard starts with.</summary>
    public const string GuardPrefix = "guard:";

    /// <summary>Whether the words decided, and not the similarity.</summary>
    public bool IsByGuard => Reason.StartsWith(GuardPrefix, StringComparison.Ordinal);
}
