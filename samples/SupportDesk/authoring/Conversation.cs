using System.Text.Json.Serialization;

namespace SupportDesk.Authoring;

/// <summary>A line of traffic.jsonl: who wrote when, and what, turn by turn.</summary>
/// <param name="Scenario">Where the words come from; not written.</param>
internal sealed record Conversation(
    string Id, DateTimeOffset At, string Tenant, string User, string Tier, string Channel, [property: JsonIgnore] Scenario Scenario)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Image { get; init; }

    public required IReadOnlyList<string> Say { get; init; }

    [JsonIgnore]
    public Order? Order { get; init; }
}

/// <summary>A line of orders.jsonl.</summary>
internal sealed record Order(
    [property: JsonPropertyName("order")] string Number,
    string Tenant, string User, string Name, string Item, string Total, string Placed, string Status, string Carrier, string Tracking, string Eta)
{
    public string Fill(string text) => text
        .Replace("{order}", Number, StringComparison.Ordinal)
        .Replace("{first}", Name, StringComparison.Ordinal)
        .Replace("{item}", Item, StringComparison.Ordinal)
        .Replace("{total}", Total, StringComparison.Ordinal)
        .Replace("{placed}", Placed, StringComparison.Ordinal)
        .Replace("{carrier}", Carrier, StringComparison.Ordinal)
        .Replace("{tracking}", Tracking, StringComparison.Ordinal)
        .Replace("{eta}", Eta, StringComparison.Ordinal);
}
