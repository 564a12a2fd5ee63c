using System.Globalization;

namespace SupportDesk.Authoring;

/// <summary>Spreads the scenarios over one simulated day: customers, orders and times, the same for the same seed.</summary>
internal sealed class Day(IReadOnlyList<Order> orders, int seed)
{
    private static readonly DateTimeOffset Opening = new(2026, 3, 9, 7, 30, 0, TimeSpan.Zero);
    private static readonly TimeSpan Length = TimeSpan.FromHours(13);

    private readonly Random random = new(seed);

    public List<Conversation> Play(IReadOnlyList<Scenario> scenarios)
    {
        var conversations = scenarios.SelectMany(Play).ToList();
        conversations.Sort(static (a, b) => a.At.CompareTo(b.At));
        return [.. conversations.Select(static (c, i) => c with { Id = string.Create(CultureInfo.InvariantCulture, $"c-{i + 1:000}") })];
    }

    private IEnumerable<Conversation> Play(Scenario scenario)
    {
        var customers = orders.Where(o => o.Tenant == scenario.Tenant && o.Status == scenario.OrderStatus).ToArray();
        var index = 0;
        foreach (var wording in scenario.Turns[0].Wordings)
        {
            for (var i = 0; i < wording.Times; i++, index++)
            {
                var order = customers.Length == 0 ? null : customers[index % customers.Length];
                yield return Begin(scenario, wording.Text, index, order);
            }
        }
    }

    private Conversation Begin(Scenario scenario, string first, int index, Order? order)
    {
        // The first wordings of a scenario go on to the next turn, as many as it has wordings.
        var say = new List<string> { first };
        foreach (var turn in scenario.Turns.Skip(1).TakeWhile(t => index < t.Wordings.Count))
        {
            say.Add(turn.Wordings[index].Text);
        }

        var business = scenario.Flags.GetValueOrDefault("tier") == "business";
        var user = order?.User ?? scenario.Flags.GetValueOrDefault("user")
            ?? (business ? Businesses[scenario.Tenant] : Visitor(scenario.Tenant));
        user = scenario.Flags.GetValueOrDefault("as", user);
        return new Conversation("", NextTime(), scenario.Tenant, user, TierOf(user), scenario.IsMail ? "mail" : "chat", scenario)
        {
            Image = scenario.Flags.GetValueOrDefault("image"),
            Say = [.. say.Select(text => order?.Fill(text) ?? text)],
            Order = order,
        };
    }

    private static readonly Dictionary<string, string> Businesses = new(StringComparer.Ordinal)
    {
        ["lumen"] = "studio.marlow",
        ["veloria"] = "radhaus.kehl",
    };

    private static string TierOf(string user) =>
        Businesses.ContainsValue(user) ? "business" : user.StartsWith("guest", StringComparison.Ordinal) ? "guest" : "member";

    private string Visitor(string tenant)
    {
        var known = orders.Where(o => o.Tenant == tenant && !Businesses.ContainsValue(o.User)).ToArray();
        return random.Next(3) == 0
            ? known[random.Next(known.Length)].User
            : string.Create(CultureInfo.InvariantCulture, $"guest-{random.Next(1000, 9999)}");
    }

    // Two humps, late morning and early evening, as shops see them.
    private DateTimeOffset NextTime()
    {
        var hump = random.Next(5) < 3 ? 0.3 : 0.74;
        var share = hump + ((random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) / 1.5 * (hump < 0.5 ? 0.3 : 0.26));
        return Opening + TimeSpan.FromSeconds(Math.Round(Length.TotalSeconds * share));
    }
}
