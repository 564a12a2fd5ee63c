using OptPolicy.Language.Text;

namespace OptPolicy.Language.Semantics;

/// <summary>How a model runs inside the app's process.</summary>
public sealed record LocalModelDeclaration
{
    /// <summary>Of <c>cpu</c>, <c>cuda</c>, <c>directml</c>, <c>npu</c>, in the order to try; never empty.</summary>
    public EquatableArray<string> Devices { get; init; }

    /// <summary>A model that none of <see cref="Devices"/> runs is an error instead of running on the processor.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Requests answered at the same time.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Processor threads of one call; null: the machine's cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Most bytes of all lanes' KV caches; null: what the context needs.</summary>
    public long? CacheBytes { get; init; }

    /// <summary>Null: one token a call.</summary>
    public SpeculationDeclaration? Speculation { get; init; }
}

/// <summary>What drafts, and within which limits.</summary>
/// <param name="Folder">The draft model or head; null for <see cref="DrafterKind.Ngram"/>.</param>
public sealed record SpeculationDeclaration(DrafterKind Drafter, string? Folder)
{
    public int MinLookahead { get; init; } = 1;

    public int MaxLookahead { get; init; } = 16;

    /// <summary>Speculation that could change an answer is not done at all.</summary>
    public bool MustBeLossless { get; init; } = true;

    /// <summary>Drawn tokens are verified by rejection sampling instead of by drawing the same number.</summary>
    public bool UsesRejection { get; init; }

    /// <summary>The share of accepted tokens, 0 to 1, below which speculation ends; null: only its cost decides.</summary>
    public decimal? DisableBelow { get; init; }

    /// <summary>How many tokens to draft before <see cref="DisableBelow"/> counts.</summary>
    public long DisableAfterTokens { get; init; }
}

public enum DrafterKind : byte
{
    /// <summary>Prompt lookup.</summary>
    Ngram,

    /// <summary>A smaller model.</summary>
    Draft,

    /// <summary>A trained head on the model's own hidden states.</summary>
    Eagle,
}
