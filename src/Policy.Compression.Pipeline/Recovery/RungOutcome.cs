namespace OptPolicy.Compression.Pipeline.Recovery;

/// <summary>What became of a rung of the ladder.</summary>
public enum RungOutcome
{
    /// <summary>Its model is at least as good as the one before and took its place.</summary>
    Accepted,

    /// <summary>Its model answers worse than the one before, which stays.</summary>
    Rejected,

    /// <summary>It has nothing to offer here.</summary>
    Skipped,
}
