namespace OptPolicy.Workloads.Scorers;

/// <summary>Which of two answers a judge prefers.</summary>
public enum JudgePreference
{
    /// <summary>Neither, the order decided, or a verdict could not be read.</summary>
    Undecided,

    /// <summary>The first, in whichever place it stood.</summary>
    First,

    /// <summary>The second, in whichever place it stood.</summary>
    Second,
}
