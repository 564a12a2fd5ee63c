using System.Net;
using Microsoft.Extensions.AI;

namespace OptPolicy.Runtime.Tests.Pipeline;

/// <summary>What a fake model does in one call.</summary>
internal sealed record Answer
{
    public string Words { get; init; } = "ok";

    public ChatFinishReason? Finish { get; init; } = ChatFinishReason.Stop;

    public UsageDetails? Usage { get; init; } = new() { InputTokenCount = 100, OutputTokenCount = 50, TotalTokenCount = 150 };

    public double? Confidence { get; init; }

    /// <summary>Waited for, or thrown, before anything is said.</summary>
    public Func<CancellationToken, Task> Before { get; init; } = static _ => Task.CompletedTask;

    /// <summary>The same, after the words of a stream and before its end.</summary>
    public Func<CancellationToken, Task> InTheMiddle { get; init; } = static _ => Task.CompletedTask;

    public static Answer Text(string words) => new() { Words = words };

    public static Answer Sure(string words, double confidence) => new() { Words = words, Confidence = confidence };

    public static Answer Fails(int status) => Throws(new HttpRequestException("failed", null, (HttpStatusCode)status));

    public static Answer Throws(Exception exception) => new() { Before = _ => Task.FromException(exception) };

    public static Answer Never() => new() { Before = static token => Task.Delay(Timeout.Infinite, token) };

    /// <summary>Hangs, and does not even listen when it is told to stop.</summary>
    public static Answer NeverAndDeaf() => new() { Before = static _ => new TaskCompletionSource().Task };

    public static Answer After(Task task, string words = "ok") => new() { Words = words, Before = token => task.WaitAsync(token) };

    /// <summary>A stream that says something and then ends without a finish reason.</summary>
    public static Answer CutShort(string words) => new() { Words = words, Finish = null, Usage = null };

    public static Answer BreaksInTheMiddle(string words, Exception exception) => new() { Words = words, InTheMiddle = _ => Task.FromException(exception) };

    public static Answer StallsInTheMiddle(string words) => new() { Words = words, InTheMiddle = static token => Task.Delay(Timeout.Infinite, token) };

    public ChatResponse ToResponse() => new(new ChatMessage(ChatRole.Assistant, Words))
    {
        FinishReason = Finish,
        Usage = Usage,
        ModelId = "fake",
        ResponseId = Guid.NewGuid().ToString("N"),
        AdditionalProperties = Confidence is { } c ? new() { [RequestProperties.Confidence] = c } : null,
    };

    public IEnumerable<ChatResponseUpdate> ToUpdates()
    {
        yield return new(ChatRole.Assistant, []) { ModelId = "fake" };
        var words = Words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++) yield return new(ChatRole.Assistant, i == 0 ? words[i] : " " + words[i]) { ModelId = "fake" };
    }

    public IEnumerable<ChatResponseUpdate> ToLastUpdates()
    {
        if (Finish is null && Usage is null) yield break;
        yield return new(ChatRole.Assistant, Usage is null ? [] : [new UsageContent(Usage)])
        {
            FinishReason = Finish,
            ModelId = "fake",
            AdditionalProperties = Confidence is { } c ? new() { [RequestProperties.Confidence] = c } : null,
        };
    }
}
