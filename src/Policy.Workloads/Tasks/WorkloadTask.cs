using Microsoft.Extensions.AI;

namespace OptPolicy.Workloads.Tasks;

/// <summary>One question whose answer can be judged. Immutable.</summary>
/// <param name="Line">Where it stands in its file, from 1; tasks are paired by it.</param>
/// <param name="Messages">What is asked.</param>
/// <param name="Expected">What a right answer is, in the scorer's terms: the text, the tool call as JSON, the pattern, the label.</param>
/// <param name="Scorer">How it is judged.</param>
public sealed record WorkloadTask(int Line, IReadOnlyList<ChatMessage> Messages, string Expected, ScorerKind Scorer)
{
    /// <summary>Names the session whose turns this is one of; <see langword="null"/> for a question on its own.</summary>
    public string? Session { get; init; }

    /// <summary>Most tokens of the answer.</summary>
    public int MaxOutputTokens { get; init; } = 256;
}
