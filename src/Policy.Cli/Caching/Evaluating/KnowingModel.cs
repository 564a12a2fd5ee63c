using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace OptPolicy.Cli.Caching.Evaluating;

/// <summary>Stands for a model in a replay: it gives each question its known answer, at once. Its tokens are estimated.</summary>
internal sealed class KnowingModel(string name, IReadOnlyDictionary<string, string> answers) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] asked = [.. messages];
        var text = answers[asked.Last(static m => m.Role == ChatRole.User).Text];
        var (input, output) = (TokenEstimate.OfRequest(asked, options), Math.Max(TokenEstimate.OfText(text), 1));
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
        {
            ModelId = name,
            FinishReason = ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output },
            AdditionalProperties = new() { [RequestProperties.Confidence] = 1.0 },
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
    }
}
