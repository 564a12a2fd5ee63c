namespace OptPolicy.Workloads.Scorers;

/// <summary>How an answer was judged. Immutable.</summary>
/// <param name="IsRight">Whether it counts as solved.</param>
/// <param name="Value">0 to 1: the similarity where there is one, else 1 or 0.</param>
/// <param name="Reason">Why it is not right, for people; <see langword="null"/> when it is.</param>
public sealed record TaskScore(bool IsRight, double Value, string? Reason)
{
    /// <summary>A right answer.</summary>
    public static TaskScore Right { get; } = new(true, 1, null);

    /// <summary>A wrong answer.</summary>
    /// <param name="reason">Why.</param>
    public static TaskScore Wrong(string reason) => new(false, 0, reason);
}
