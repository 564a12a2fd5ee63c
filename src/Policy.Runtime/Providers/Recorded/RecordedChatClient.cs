using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Replays recorded answers with their latency, usage and confidence, for demos, tests and simulation.</summary>
/// <remarks>Thread-safe. Every response carries <see cref="RecordedProperty"/>, so traces and reports can say that nothing was called.</remarks>
public sealed class RecordedChatClient : IChatClient
{
    /// <summary>The additional property that marks a replayed response; its value is <see langword="true"/>.</summary>
    public const string RecordedProperty = "optpolicy.recorded";

    /// <summary>The additional property that holds <see cref="RecordedAnswer.Correct"/> where the recording has it.</summary>
    public const string CorrectProperty = "optpolicy.recorded.correct";

    private readonly string _model;
    private readonly string _source;
    private readonly RecordingIndex _index;
    private readonly TimeProvider _clock;
    private readonly double _latencyScale;

    /// <summary>Creates a client over a recording.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="recording">What it answers.</param>
    /// <param name="clock">Replays the latency; the system's by default.</param>
    /// <param name="latencyScale">Factor on recorded latencies: 1 as recorded, 0 at once.</param>
    public RecordedChatClient(string model, Recording recording, TimeProvider? clock = null, double latencyScale = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(recording);
        if (!(latencyScale >= 0 && double.IsFinite(latencyScale)))
            throw new ArgumentOutOfRangeException(nameof(latencyScale), latencyScale, "The latency scale must be 0 or more.");

        _model = model;
        _source = recording.Source;
        _index = new RecordingIndex(recording);
        _clock = clock ?? TimeProvider.System;
        _latencyScale = latencyScale;
    }

    /// <inheritdoc/>
    /// <exception cref="PolicyConfigurationException">The recording has no answer to this conversation.</exception>
    /// <exception cref="HttpRequestException">The recording says that the call failed.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var answer = Find(messages);
        await DelayAsync(answer.LatencyMs, cancellationToken).ConfigureAwait(false);
        ThrowIfFailed(answer);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, Contents(answer)))
        {
            ModelId = _model,
            FinishReason = FinishReason(answer),
            Usage = Usage(answer),
            AdditionalProperties = Properties(answer),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="PolicyConfigurationException">The recording has no answer to this conversation.</exception>
    /// <exception cref="HttpRequestException">The recording says that the call failed.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var answer = Find(messages);
        var firstMs = Math.Min(answer.FirstTokenMs ?? (answer.LatencyMs / 4), answer.LatencyMs);
        await DelayAsync(firstMs, cancellationToken).ConfigureAwait(false);
        ThrowIfFailed(answer);

        var words = Words(answer.Answer);
        foreach (var word in words)
        {
            yield return Update(new TextContent(word));
            await DelayAsync((answer.LatencyMs - firstMs) / words.Count, cancellationToken).ConfigureAwait(false);
        }

        foreach (var call in Calls(answer))
            yield return Update(call);
        if (answer.Cut)
            yield break;

        var last = Update(Usage(answer) is { } usage ? new UsageContent(usage) : null);
        last.FinishReason = FinishReason(answer);
        last.AdditionalProperties = Properties(answer);
        yield return last;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(ChatClientMetadata))
            return new ChatClientMetadata("recorded", providerUri: null, _model);
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: a recording holds nothing open.</summary>
    public void Dispose()
    {
    }

    private RecordedAnswer Find(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return _index.Find(messages) ?? throw new PolicyConfigurationException(
            $"Model '{_model}': the recording '{_source}' has no answer to this conversation. Add a line for it: its 'user' texts and number of 'tool_results' must match exactly.");
    }

    private Task DelayAsync(double latencyMs, CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromMilliseconds(latencyMs * _latencyScale);
        return delay > TimeSpan.Zero ? Task.Delay(delay, _clock, cancellationToken) : cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;
    }

    private ChatResponseUpdate Update(AIContent? content) => new(ChatRole.Assistant, content is null ? [] : [content])
    {
        ModelId = _model,
        AdditionalProperties = new() { [RecordedProperty] = true },
    };

    private void ThrowIfFailed(RecordedAnswer answer)
    {
        if (answer.Status != 0)
            throw new HttpRequestException($"Model '{_model}' failed with status {answer.Status}, as recorded.", inner: null, (HttpStatusCode)answer.Status);
    }

    private static List<AIContent> Contents(RecordedAnswer answer)
    {
        List<AIContent> contents = answer.Answer.Length > 0 ? [new TextContent(answer.Answer)] : [];
        contents.AddRange(Calls(answer));
        return contents;
    }

    private static IEnumerable<FunctionCallContent> Calls(RecordedAnswer answer) => answer.ToolCalls.Select(static (call, i) =>
        new FunctionCallContent($"call_{i}", call.Name, call.Arguments.ValueKind == JsonValueKind.Object
            ? call.Arguments.EnumerateObject().ToDictionary(static p => p.Name, static p => (object?)p.Value, StringComparer.Ordinal)
            : null));

    private static ChatFinishReason? FinishReason(RecordedAnswer answer) =>
        answer.Cut ? null : new ChatFinishReason(answer.FinishReason ?? (answer.ToolCalls.Length > 0 ? "tool_calls" : "stop"));

    private static UsageDetails? Usage(RecordedAnswer answer) => answer is { Cut: false, InputTokens: { } input, OutputTokens: { } output }
        ? new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output, CachedInputTokenCount = answer.CachedTokens }
        : null;

    private static AdditionalPropertiesDictionary Properties(RecordedAnswer answer)
    {
        var properties = new AdditionalPropertiesDictionary { [RecordedProperty] = true };
        if (answer.Confidence is { } confidence)
            properties[RequestProperties.Confidence] = confidence;
        if (answer.Correct is { } correct)
            properties[CorrectProperty] = correct;
        return properties;
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf(' ', Math.Min(start + 1, text.Length));
            end = end < 0 ? text.Length : end;
            words.Add(text[start..end]);
            start = end;
        }

        return words;
    }
}
