using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>A stored answer as a model would have streamed it: word by word, at a pace that people read along with. Used by one caller.</summary>
internal sealed class PacedReplay(ChatResponse answer, TimeProvider time)
{
    /// <summary>Words a second, about 65 tokens: a fast hosted model.</summary>
    private const int WordsPerSecond = 50;

    private readonly long _start = time.GetTimestamp();
    private int _given;

    /// <summary>The updates, each with a word and the space behind it; what is no text comes with the last.</summary>
    public IReadOnlyList<ChatResponseUpdate> Updates { get; } = [.. answer.ToChatResponseUpdates().SelectMany(Split)];

    /// <summary>Waits until the next update is due. Callers who read slower do not wait at all.</summary>
    public Task DueAsync(CancellationToken cancellationToken)
    {
        var wait = TimeSpan.FromSeconds((double)_given++ / WordsPerSecond) - time.GetElapsedTime(_start);
        return wait <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, time, cancellationToken);
    }

    private static IEnumerable<ChatResponseUpdate> Split(ChatResponseUpdate update)
    {
        if (update.Contents is not [TextContent { Text: { Length: > 0 } text }, ..])
            return [update];
        var words = Words(text).ToArray();
        return words.Select((word, i) => With(update, i == words.Length - 1 ? [new TextContent(word), .. update.Contents.Skip(1)] : [new TextContent(word)], isLast: i == words.Length - 1));
    }

    private static ChatResponseUpdate With(ChatResponseUpdate update, IList<AIContent> contents, bool isLast) => new(update.Role, contents)
    {
        AuthorName = update.AuthorName,
        MessageId = update.MessageId,
        ResponseId = update.ResponseId,
        ModelId = update.ModelId,
        CreatedAt = update.CreatedAt,
        FinishReason = isLast ? update.FinishReason : null,
        AdditionalProperties = isLast ? update.AdditionalProperties : null,
    };

    private static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i - 1]) && !char.IsWhiteSpace(text[i]))
            {
                yield return text[start..i];
                start = i;
            }
        }

        yield return text[start..];
    }
}
