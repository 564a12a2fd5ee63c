using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace OptPolicy.Testing;

/// <summary>A model that behaves as a test says, at once and without cost.</summary>
/// <remarks>Its usage is estimated from what it is asked and answers, so a test costs the same everywhere.</remarks>
internal sealed class ScriptedChatClient(string model, GivenModel script, TestClock clock, Func<IReadOnlyList<ChatMessage>, ChatOptions?, long> countInput) : IChatClient
{
    private const string DefaultAnswer = "ok";

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        switch (script.Behavior)
        {
            case GivenBehavior.Fails:
                throw new HttpRequestException($"Model '{model}' fails, as the test says.", inner: null, script.Status == 0 ? null : (HttpStatusCode)script.Status);
            case GivenBehavior.TimesOut:
                return NeverAsync(cancellationToken);
            default:
                return Task.FromResult(Answer([.. messages], options, script.Behavior == GivenBehavior.Truncates ? ChatFinishReason.Length : ChatFinishReason.Stop));
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = script.Behavior == GivenBehavior.Truncates
            ? Answer([.. messages], options, finishReason: null)
            : await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("test", providerUri: null, model)
        : serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
    }

    private ChatResponse Answer(IReadOnlyList<ChatMessage> messages, ChatOptions? options, ChatFinishReason? finishReason)
    {
        var text = script.Answer ?? DefaultAnswer;
        var input = countInput(messages, options);
        var output = Math.Max(TokenEstimate.OfText(text), 1);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
        {
            ModelId = model,
            FinishReason = finishReason,
            Usage = finishReason != ChatFinishReason.Stop ? null : new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output },
            AdditionalProperties = new() { [RequestProperties.Confidence] = script.Confidence ?? 1.0 },
        };
    }

    // Whoever waits for this model has set a timer; the clock moves on until one of them gives up.
    private Task<ChatResponse> NeverAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (!clock.FireNext())
                throw new TimeoutException($"Model '{model}' never answers, as the test says, and nothing limits the wait.");
        }

        return Task.FromCanceled<ChatResponse>(cancellationToken);
    }
}
