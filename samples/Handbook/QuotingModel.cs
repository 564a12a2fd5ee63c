using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace HandbookSample;

/// <summary>Stands for a model, so that the sample needs no key: it says the first passage that it was given.</summary>
internal sealed class QuotingModel : IChatClient
{
    private const string Quoted = "> ";

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        // What was found stands in the last system message, every line of a passage quoted: a heading first, then its text.
        var found = messages.LastOrDefault(static m => m.Role == ChatRole.System)?.Text ?? "";
        string[] lines = [.. found.Split('\n').Where(static l => l.StartsWith(Quoted, StringComparison.Ordinal)).Select(static l => l[Quoted.Length..])];
        var answer = lines.Length == 0 ? "The handbook does not say." : string.Join(' ', lines.Skip(1));
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer))
        {
            FinishReason = ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = found.Length / 4, OutputTokenCount = answer.Length / 4 },
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // nothing is held
    }
}
