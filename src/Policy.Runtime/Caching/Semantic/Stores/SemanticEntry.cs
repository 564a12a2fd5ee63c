using System.Collections.Immutable;

namespace OptPolicy;

/// <summary>An answered question. Immutable.</summary>
public sealed record SemanticEntry
{
    /// <summary>Unique, 32 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>Hex SHA-256 of everything that must be equal: policy, models, scope, system prompt, history, tools, options, embedder.</summary>
    public required string Partition { get; init; }

    /// <summary>The policy's name.</summary>
    public required string Policy { get; init; }

    /// <summary>Hex SHA-256 of the scope's facts alone; quotas, learning and breakers go by it.</summary>
    public required string Scope { get; init; }

    /// <summary>The tenant; empty when there is none.</summary>
    public required string Tenant { get; init; }

    /// <summary>Name of the model that answered.</summary>
    public required string Model { get; init; }

    /// <summary>Tags, for purging.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The last user turn. Prompt text: never in logs.</summary>
    public required string Question { get; init; }

    /// <summary>Its vector, of length 1.</summary>
    public required ReadOnlyMemory<float> Vector { get; init; }

    /// <summary>The answer in the cache's own packed form.</summary>
    public required ReadOnlyMemory<byte> Answer { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ceases to exist; nothing moves it.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>US dollars that the answer cost, and a hit saves.</summary>
    public decimal Cost { get; init; }

    /// <summary>What changes while it lives.</summary>
    public SemanticEntryState State { get; init; } = SemanticEntryState.New;
}

/// <summary>What changes in the life of an entry. Immutable.</summary>
/// <param name="Labels">Similarities of judged questions, and whether the answer was right for them; the latest ones.</param>
/// <param name="Users">Hashes of users who asked for it, up to the policy's trust rule.</param>
/// <param name="Hits">Times it was served.</param>
public sealed record SemanticEntryState(ImmutableArray<HitLabel> Labels, ImmutableArray<string> Users, long Hits)
{
    /// <summary>An entry that was just written.</summary>
    public static SemanticEntryState New { get; } = new([], [], 0);
}

/// <summary>A look-up.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Partition">Only its entries count.</param>
/// <param name="Question">The last user turn, for services that embed themselves.</param>
/// <param name="Vector">Its vector, of length 1.</param>
/// <param name="Floor">The least cosine of a match.</param>
/// <param name="Count">The most matches.</param>
public readonly record struct SemanticQuery(string Policy, string Partition, string Question, ReadOnlyMemory<float> Vector, float Floor, int Count);

/// <summary>An entry near a question.</summary>
/// <param name="Entry">The entry; its vector may be empty.</param>
/// <param name="Similarity">Cosine, −1…1.</param>
public readonly record struct SemanticMatch(SemanticEntry Entry, double Similarity);

/// <summary>Which entries to forget; what is <see langword="null"/> does not restrict.</summary>
/// <param name="Policy">Of this policy.</param>
/// <param name="Tenant">Of this tenant.</param>
/// <param name="Model">Answered by this model.</param>
/// <param name="Tag">With this tag.</param>
public sealed record SemanticPurge(string Policy, string? Tenant = null, string? Model = null, string? Tag = null)
{
    /// <summary>Whether an entry is among them.</summary>
    public bool Covers(SemanticEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return string.Equals(Policy, entry.Policy, StringComparison.Ordinal)
            && (Tenant is null || string.Equals(Tenant, entry.Tenant, StringComparison.Ordinal))
            && (Model is null || string.Equals(Model, entry.Model, StringComparison.Ordinal))
            && (Tag is null || entry.Tags.Contains(Tag, StringComparer.Ordinal));
    }
}
