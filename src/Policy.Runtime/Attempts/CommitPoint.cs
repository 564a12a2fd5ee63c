namespace OptPolicy;

/// <summary>Where a stream stops being replaceable.</summary>
/// <param name="Tokens">Estimated output tokens that must have arrived.</param>
internal readonly record struct CommitPoint(long Tokens)
{
    /// <summary>The stream is held back as a whole.</summary>
    public static CommitPoint AtEnd => new(long.MaxValue);

    /// <summary>The point that a policy sets.</summary>
    public static CommitPoint Of(FallbackSettings settings) => settings.Commit switch
    {
        StreamCommit.FirstToken => new(1),
        StreamCommit.AfterTokens => new(Math.Max(1, settings.CommitAfterTokens)),
        _ => AtEnd,
    };

    public bool IsReached(StreamTally tally) => tally.OutputTokens >= Tokens;
}
