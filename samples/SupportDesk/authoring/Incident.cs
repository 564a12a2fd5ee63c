using OptPolicy;

namespace SupportDesk.Authoring;

/// <summary>A bad quarter of an hour of one provider.</summary>
/// <param name="Model">Whose provider.</param>
/// <param name="From">When it begins, on the simulated day.</param>
/// <param name="To">When it is over.</param>
/// <param name="Takes">Calls of one conversation that fail before one succeeds.</param>
/// <param name="Failure">How a call fails.</param>
internal sealed record Incident(string Model, TimeSpan From, TimeSpan To, int Takes, RecordedAnswer Failure)
{
    public static IReadOnlyList<Incident> OfTheDay { get; } =
    [
        new("mini", new(9, 50, 0), new(10, 20, 0), 1, new() { Status = 429, LatencyMs = 90, Note = "morning rush: the provider's rate limit" }),
        new("premium", new(11, 30, 0), new(12, 20, 0), 1, new() { Status = 429, LatencyMs = 120, Note = "the provider's rate limit" }),
        new("premium", new(12, 40, 0), new(13, 50, 0), 3, new() { Status = 503, LatencyMs = 400, Note = "the provider's outage" }),
        new("mini", new(17, 0, 0), new(17, 30, 0), 1, new() { Cut = true, LatencyMs = 700, Note = "connections that break in mid-answer" }),
    ];

    public bool Covers(Conversation conversation, string model) =>
        Model == model && conversation.At.TimeOfDay >= From && conversation.At.TimeOfDay < To;
}
