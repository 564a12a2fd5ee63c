namespace OptPolicy.Workloads.Running;

/// <summary>What became of one task. Immutable.</summary>
/// <param name="Line">The task's line.</param>
/// <param name="Task">The task's hash.</param>
/// <param name="IsRight">Whether it was solved.</param>
/// <param name="Score">0 to 1, see <see cref="Scorers.TaskScore"/>.</param>
public sealed record TaskOutcome(int Line, string Task, bool IsRight, double Score)
{
    /// <summary>The answer's text; calls of tools are appended as JSON.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Why it is not right.</summary>
    public string? Reason { get; init; }

    /// <summary>The error that the client threw instead of answering; such a task counts as not solved, and a resumed run asks it again.</summary>
    public string? Error { get; init; }

    /// <summary>Tokens of the question, when the client tells.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens of the answer, when the client tells.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Seconds to the whole answer.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds to the first text or call.</summary>
    public double? FirstSeconds { get; init; }
}
