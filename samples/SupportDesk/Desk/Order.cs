using System.Text.Json.Serialization;

namespace SupportSample.Desk;

/// <summary>An order as the shop's system knows it.</summary>
internal sealed record Order(
    [property: JsonPropertyName("order")] string Number,
    string Tenant,
    string Item,
    string Total,
    string Placed,
    string Status,
    string Carrier,
    string Tracking,
    string Eta);
