using OptPolicy.Kernels.Decoding;

namespace OptPolicy.Kernels.Chat;

/// <summary>What a request comes down to. Immutable.</summary>
internal sealed record ChatPlan
{
    public required GenerationRequest Generation { get; init; }

    /// <summary>Texts that end the answer and are not part of it.</summary>
    public required IReadOnlyList<string> Stops { get; init; }

    /// <summary>Tools that the answer may call; <see langword="null"/> when it is text whatever it looks like.</summary>
    public IReadOnlyCollection<string>? Tools { get; init; }

    /// <summary>Whether the answer may call several tools.</summary>
    public bool AllowsManyCalls { get; init; }

    public string? Scope { get; init; }

    public bool ReportsConfidence { get; init; }

    public bool ReportsLogProbabilities { get; init; }

    /// <summary>What the answer's constraint does not enforce.</summary>
    public IReadOnlyList<string> SchemaIgnored { get; init; } = [];
}
