namespace OptPolicy.Kernels.Sampling;

/// <summary>How a token is chosen from logits. Immutable.</summary>
/// <remarks>Order: penalties, mask of the constraint, temperature, top-k, top-p, min-p, draw.</remarks>
public sealed record SamplingOptions
{
    /// <summary>The most probable token, always.</summary>
    public static SamplingOptions Greedy { get; } = new();

    /// <summary>Divides the logits; 0 is greedy.</summary>
    public float Temperature { get; init; }

    /// <summary>Keep only the k most probable tokens; 0 keeps all.</summary>
    public int TopK { get; init; }

    /// <summary>Keep the smallest set of most probable tokens whose probabilities sum to at least this (Holtzman et al., arXiv:1904.09751); 1 keeps all.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Keep tokens at least this share as probable as the most probable one (arXiv:2407.01082); 0 keeps all.</summary>
    public float MinP { get; init; }

    /// <summary>Subtracted from a token's logit per earlier occurrence in the answer (OpenAI's definition).</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>Subtracted once from the logit of a token that is in the answer (OpenAI's definition).</summary>
    public float PresencePenalty { get; init; }

    /// <summary>Divides positive and multiplies negative logits of tokens in prompt or answer (CTRL, arXiv:1909.05858); 1 is off.</summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>Seed of the draws. Equal seeds give equal answers, with or without speculation; <see langword="null"/> draws a seed.</summary>
    public long? Seed { get; init; }

    /// <summary>Whether nothing is drawn.</summary>
    public bool IsGreedy => Temperature <= 0 || TopK == 1;
}
