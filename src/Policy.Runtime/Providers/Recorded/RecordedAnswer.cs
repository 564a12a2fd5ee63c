using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OptPolicy;

/// <summary>One line of a recording: what a model answered to a conversation, how long it took and what it used.</summary>
/// <remarks>Several lines for the same conversation are the answers to repeated calls: the first call gets the first, later ones the next, and the last line stays.</remarks>
public sealed record RecordedAnswer
{
    // The generated reader assigns every init member, absent ones as default: the setters turn that back into "empty".

    /// <summary>The texts of the user's turns, oldest first.</summary>
    [JsonRequired]
    public ImmutableArray<string> User { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Tool results in the conversation when this was answered.</summary>
    public int ToolResults { get; init; }

    /// <summary>The text of the answer.</summary>
    public string Answer { get; init => field = value ?? ""; } = "";

    /// <summary>Tools that the answer calls.</summary>
    public ImmutableArray<RecordedToolCall> ToolCalls { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Why the model stopped: <c>stop</c>, <c>length</c>, <c>tool_calls</c> or <c>content_filter</c>; by default what the content implies.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The call failed with this HTTP status instead of answering; 0 when it did not.</summary>
    public int Status { get; init; }

    /// <summary>The connection broke in the middle of the answer: it ends without a finish reason and without usage.</summary>
    public bool Cut { get; init; }

    /// <summary>Input tokens as the provider counted them; <see langword="null"/> when it did not say.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Input tokens that the provider read from its prompt cache.</summary>
    public long CachedTokens { get; init; }

    /// <summary>Output tokens as the provider counted them; <see langword="null"/> when it did not say.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Milliseconds to the last token.</summary>
    public double LatencyMs { get; init; }

    /// <summary>Milliseconds to the first token of a stream; by default a quarter of <see cref="LatencyMs"/>.</summary>
    public double? FirstTokenMs { get; init; }

    /// <summary>Confidence, 0 to 1, or <see langword="null"/>.</summary>
    public double? Confidence { get; init; }

    /// <summary>Whether the answer was right, where somebody judged it.</summary>
    public bool? Correct { get; init; }

    /// <summary>A remark for readers of the file.</summary>
    public string? Note { get; init; }
}

/// <summary>A tool call in a recorded answer.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">A JSON object, or nothing.</param>
public sealed record RecordedToolCall(string Name, JsonElement Arguments = default);
