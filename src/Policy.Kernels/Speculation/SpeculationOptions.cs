namespace OptPolicy.Kernels.Speculation;

/// <summary>How a generation speculates. Immutable.</summary>
public sealed record SpeculationOptions
{
    /// <summary>Prompt lookup where it pays.</summary>
    public static SpeculationOptions Default { get; } = new();

    /// <summary>One token a call.</summary>
    public static SpeculationOptions Off { get; } = new() { MaxLookahead = 0 };

    /// <summary>Fewest tokens to draft in a round that drafts at all.</summary>
    public int MinLookahead { get; init; } = 1;

    /// <summary>Most tokens to draft in a round, up to 16; 0 turns speculation off.</summary>
    public int MaxLookahead { get; init; } = 16;

    /// <summary>Whether output must provably equal plain decoding.</summary>
    public LosslessMode Lossless { get; init; } = LosslessMode.Required;

    /// <summary>How drawn tokens are verified.</summary>
    public VerificationMode Verification { get; init; } = VerificationMode.Coupled;

    /// <summary>Turns speculation off for the rest of the generation when the acceptance rate (0 to 1) stays below this; <see langword="null"/> leaves it to the cost model.</summary>
    public double? DisableBelowAcceptance { get; init; }

    /// <summary>How many tokens to measure before <see cref="DisableBelowAcceptance"/> counts.</summary>
    public int DisableAfterTokens { get; init; }
}

/// <summary>What to do with a model whose wide calls are not bit-equal to its narrow ones.</summary>
public enum LosslessMode
{
    /// <summary>Never speculate unless a certificate shows that the output cannot change.</summary>
    Required,

    /// <summary>Speculate anyway and say so.</summary>
    Preferred,
}

/// <summary>How drawn (not greedy) tokens are verified.</summary>
public enum VerificationMode
{
    /// <summary>The target draws with its position's random number and keeps a draft that equals the draw: the very same output as without speculation.</summary>
    Coupled,

    /// <summary>Rejection sampling (Leviathan et al., arXiv:2211.17192; Chen et al., arXiv:2302.01318): the same distribution, more acceptance for model drafts.</summary>
    Rejection,
}
