using Microsoft.Extensions.AI;

namespace OptPolicy.Workloads.Tasks;

/// <summary>One question whose answer can be judged. Immutable.</summary>
/// <param name="Line">Where it stands in its file, from 1; tasks are paired by it.</param>
/// <param name="Messages">What is asked.</param>
/// <param name="Expected">What a right answer is, in the scorer's terms: the text, a JSON value, an array of calls <c>{"name", "arguments"}</c>, the pattern, the label.</param>
/// <param name="Scorer">How it is judged.</param>
public sealed record WorkloadTask(int Line, IReadOnlyList<ChatMessage> Messages, string Expected, ScorerKind Scorer)
{
    /// <summary>Names the session whose turns this is one of; <see langword="null"/> for a question on its own.</summary>
    public string? Session { get; init; }

    /// <summary>Most tokens of the answer.</summary>
    public int MaxOutputTokens { get; init; } = 256;

    /// <summary>The tools that the model may call.</summary>
    public IReadOnlyList<AITool> Tools { get; init; } = [];

    /// <summary>Hex SHA-256 of all that decides question and judgement: equal tasks have equal hashes wherever they stand.</summary>
    public string Hash { get; init; } = "";

    /// <summary>The question as text: roles and contents, without tools and the expected answer.</summary>
    public string Question => string.Join('\n', Messages.Select(static message => $"{message.Role.Value}: {message.Text}"));
}
