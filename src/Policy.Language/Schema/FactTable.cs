using System.Collections.Frozen;
using System.Collections.Immutable;
using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

/// <summary>Every fact that a condition may read, with its type, its place in the life of a request and its C# member.</summary>
public static class FactTable
{
    /// <summary>The ways an attempt can end, as conditions and tests name them.</summary>
    public static ImmutableArray<string> Outcomes { get; } =
    [
        "ok", "low_confidence", "truncated", "rate_limited", "timeout", "transient",
        "context_overflow", "content_filtered", "unauthorized", "bad_request", "budget_denied", "cancelled",
    ];

    public static ImmutableArray<FactDefinition> All { get; } =
    [
        Request("has_tools", ValueType.Bool, "HasTools", 0, "The request offers tools to the model."),
        Request("wants_json", ValueType.Bool, "WantsJson", 0, "The request asks for a JSON answer."),
        Request("stream", ValueType.Bool, "Stream", 0, "The caller streams the answer."),
        Request("temperature", ValueType.Number, "Temperature", 0, "The sampling temperature; 1 when the caller sets none."),
        Request("max_output", ValueType.Tokens, "MaxOutput", 0, "The most output tokens the caller allows; 0 when it sets none."),
        Request("tenant", ValueType.Enum, "Tenant", 0, "The customer organisation, given by the host."),
        Request("session", ValueType.Enum, "Session", 0, "The conversation's id, given by the host."),
        Request("user", ValueType.Enum, "UserId", 0, "The user's id, given by the host."),
        Request("user.*", ValueType.Enum, "User", 0, "An attribute of the user, given by the host, for example user.tier."),
        Request("intent", ValueType.Enum, "Intent", 0, "What the user wants: given by the host, otherwise recognised as one of the policy's `intents` or `none`."),
        Request("difficulty", ValueType.Ratio, "Difficulty", 0, "How hard the request is, 0 to 1, given by the host."),
        Request("language", ValueType.Enum, "Language", 0, "The language of the request as a two-letter code; given by the host, otherwise detected from the text."),
        Request("turns", ValueType.Count, "Turns", 1, "The number of user messages in the conversation."),
        Request("is_tool_loop", ValueType.Bool, "IsToolLoop", 1, "The last message is the result of a tool call."),
        Request("has_images", ValueType.Bool, "HasImages", 1, "A message holds an image."),
        Request("has_audio", ValueType.Bool, "HasAudio", 1, "A message holds audio."),
        Request("input.tokens", ValueType.Tokens, "InputTokens", 2, "An estimate of the input's tokens, tools included."),
        Request("input.text", ValueType.Text, "InputText", 1, "The last user message. Compare it with contains or matches (a regular expression)."),
        Response("confidence", ValueType.Ratio, "Confidence", "How sure the model is, 0 to 1; 0 when it gives none."),
        Response("output.tokens", ValueType.Tokens, "OutputTokens", "The answer's tokens."),
        Response("output.text", ValueType.Text, "Text", "The answer. Compare with contains or matches (a regular expression)."),
        Response("has_tool_calls", ValueType.Bool, "HasToolCalls", "The answer calls tools."),
        new("outcome", FactSubject.Failure, ValueType.Enum, "Outcome", 0, string.Join(',', Outcomes), "How the attempt ended."),
        new("status", FactSubject.Failure, ValueType.Count, "Status", 0, "", "The HTTP status; 0 when there was none."),
        new("similarity", FactSubject.CacheCandidate, ValueType.Ratio, "Similarity", 0, "", "How similar the stored request is, 0 to 1."),
        new("acceptance", FactSubject.Statistic, ValueType.Ratio, "Acceptance", 0, "", "The share of drafted tokens that the model accepted."),
        new("latency.p50", FactSubject.Statistic, ValueType.Duration, "LatencyP50", 0, "", "The median time to the full answer."),
        new("latency.p95", FactSubject.Statistic, ValueType.Duration, "LatencyP95", 0, "", "The time that 95 % of the answers keep."),
        new("latency.p99", FactSubject.Statistic, ValueType.Duration, "LatencyP99", 0, "", "The time that 99 % of the answers keep."),
        new("cost", FactSubject.Statistic, ValueType.MoneyPerRequest, "Cost", 0, "", "The money of one request, all attempts."),
    ];

    private static readonly FrozenDictionary<string, FactDefinition> ByName = All.ToFrozenDictionary(static f => f.Name, StringComparer.Ordinal);

    /// <summary>The fact of a name as written; <c>user.tier</c> finds the family <c>user.*</c>.</summary>
    public static FactReference? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (ByName.TryGetValue(name, out var fact) && !name.EndsWith('*'))
            return new FactReference(name, fact, null);

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && dot + 1 < name.Length && ByName.TryGetValue(name[..dot] + ".*", out var family)
            ? new FactReference(name, family, name[(dot + 1)..])
            : null;
    }

    /// <summary>The facts that a condition about <paramref name="subject"/> may read.</summary>
    public static ImmutableArray<FactDefinition> Of(FactSubject subject) => [.. All.Where(f => f.Subject == subject)];

    private static FactDefinition Request(string name, ValueType type, string accessor, int rank, string documentation) =>
        new(name, FactSubject.Request, type, accessor, rank, "", documentation);

    private static FactDefinition Response(string name, ValueType type, string accessor, string documentation) =>
        new(name, FactSubject.Response, type, accessor, 0, "", documentation);
}
