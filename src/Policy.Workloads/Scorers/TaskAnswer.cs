using Microsoft.Extensions.AI;

namespace OptPolicy.Workloads.Scorers;

/// <summary>What a model answered. Immutable.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Calls">The tools it called.</param>
public sealed record TaskAnswer(string Text, IReadOnlyList<FunctionCallContent> Calls)
{
    /// <summary>An answer that is text alone.</summary>
    /// <param name="text">The text.</param>
    public TaskAnswer(string text)
        : this(text, [])
    {
    }

    /// <summary>The answer of a response.</summary>
    /// <param name="response">The response.</param>
    public static TaskAnswer Of(ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return new(response.Text, [.. response.Messages.SelectMany(static message => message.Contents).OfType<FunctionCallContent>()]);
    }
}
