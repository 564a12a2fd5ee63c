using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SupportSample.Desk;

/// <summary>The shops' own systems, as far as a model may call them.</summary>
internal sealed class OrderDesk
{
    private readonly Dictionary<string, Order> _orders;

    public OrderDesk(string path) => _orders = File.ReadLines(path)
        .Select(static line => JsonSerializer.Deserialize<Order>(line, JsonSerializerOptions.Web)!)
        .ToDictionary(static o => o.Number, StringComparer.OrdinalIgnoreCase);

    /// <summary>The tools of one shop. A customer of one shop never sees an order of the other.</summary>
    public IList<AITool> ToolsOf(string tenant)
    {
        return
        [
            AIFunctionFactory.Create(LookUpOrder, "lookup_order", "Status, carrier and dates of an order."),
            AIFunctionFactory.Create(QuoteShipping, "shipping_quote", "Price and time of a delivery to a place."),
            AIFunctionFactory.Create(StartReturn, "start_return", "Files a return or replacement for an order."),
        ];

        object LookUpOrder([Description("The order number, such as LO-20417.")] string order) =>
            Find(order) is { } found ? found : "no such order";

        string StartReturn([Description("The order number.")] string order) =>
            Find(order) is { } found ? $"filed for {found.Number}, reference R-{found.Number[3..]}" : "no such order";

        Order? Find(string number) => _orders.TryGetValue(number.Trim(), out var order) && order.Tenant == tenant ? order : null;
    }

    private static string QuoteShipping([Description("A town or postcode.")] string place) => place.ToUpperInvariant() switch
    {
        "ABERDEEN" or "BELFAST" => "furniture £39.00, free from £400; 5 to 8 working days",
        "BERN" or "BASEL" or "ZURICH" => "parcel €14.90, duty paid, free from €75; 4 to 6 days",
        "SALZBURG" or "WIEN" or "VIENNA" or "METZ" or "STRASBOURG" => "parcel €5.90, free from €75; bicycle €39; 3 to 5 days",
        _ => "parcel £4.95, free from £60; 3 to 5 working days",
    };
}
