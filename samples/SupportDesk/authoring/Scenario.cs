namespace SupportDesk.Authoring;

/// <summary>One thing that customers want, in the words of several of them, with the answer of each model.</summary>
internal sealed record Scenario(string Tenant, string Name, IReadOnlyDictionary<string, string> Flags, IReadOnlyList<Turn> Turns)
{
    /// <summary>Only customers with an order in this state ask it; null when no order is needed.</summary>
    public string? OrderStatus => Flags.GetValueOrDefault("order");

    public bool IsMail => Flags.ContainsKey("json");
}

/// <summary>A turn: the wordings to choose from, an optional tool call before the answer, and the answers.</summary>
internal sealed record Turn
{
    public List<Wording> Wordings { get; } = [];

    public ToolCall? Call { get; set; }

    public Dictionary<string, Answer> Answers { get; } = new(StringComparer.Ordinal);
}

/// <summary>What a customer writes, and how many customers write exactly that.</summary>
internal sealed record Wording(string Text, int Times);

internal sealed record ToolCall(string Name, string Argument, string Value);

internal sealed record Answer(string Text, double Confidence, bool Correct);
