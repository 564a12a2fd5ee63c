using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace SupportSample.Traffic;

/// <summary>A line of traffic.jsonl: who wrote when, and what, turn by turn.</summary>
internal sealed record Conversation
{
    [JsonRequired]
    public string Id { get; init; } = "";

    [JsonRequired]
    public DateTimeOffset At { get; init; }

    [JsonRequired]
    public string Tenant { get; init; } = "";

    [JsonRequired]
    public string User { get; init; } = "";

    /// <summary><c>guest</c>, <c>member</c> or <c>business</c>.</summary>
    public string Tier { get; init; } = "guest";

    /// <summary><c>chat</c> (streamed, with tools) or <c>mail</c> (filed as a JSON ticket).</summary>
    public string Channel { get; init; } = "chat";

    /// <summary>A photograph sent with the first turn.</summary>
    public string? Image { get; init; }

    [JsonRequired]
    public ImmutableArray<string> Say { get; init; } = [];

    [JsonIgnore]
    public bool IsMail => Channel == "mail";
}
