using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Decoding;

/// <summary>What a generation did. Counts only, so that they can be summed over requests.</summary>
public sealed class GenerationStatistics
{
    /// <summary>Tokens of the prompt.</summary>
    public int PromptTokens { get; internal set; }

    /// <summary>Of those, tokens whose keys and values were still in the cache.</summary>
    public int CachedTokens { get; internal set; }

    /// <summary>Tokens generated, the end token included.</summary>
    public int OutputTokens { get; internal set; }

    /// <summary>Calls of the model after the prompt: one a token without speculation.</summary>
    public int Rounds { get; internal set; }

    /// <summary>Draft tokens that were verified.</summary>
    public int DraftsProposed { get; internal set; }

    /// <summary>Draft tokens that the model agreed with.</summary>
    public int DraftsAccepted { get; internal set; }

    /// <summary>Tokens that a constraint forced, which needed no choice.</summary>
    public int ForcedTokens { get; internal set; }

    /// <summary>Rounds by how many guesses they verified: index 0 counts the rounds of plain decoding.</summary>
    public IReadOnlyList<int> RoundsByDraftLength => RoundCounts;

    /// <summary>The same proposals by drafter.</summary>
    public IReadOnlyList<DrafterStatistics> Drafters => [.. Lookahead?.Statistics ?? []];

    internal int[] RoundCounts { get; } = new int[Speculation.Lookahead.MaxTokens + 1];

    internal Lookahead? Lookahead { get; init; }
}
