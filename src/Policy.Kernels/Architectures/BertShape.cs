namespace OptPolicy.Kernels.Architectures;

/// <summary>Dimensions and constants of a BERT-architecture encoder (LayerNorm after each part, GELU, learned positions). Immutable.</summary>
public sealed record BertShape
{
    /// <summary>Rows of the word embedding.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Transformer layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Width of the feed-forward layer.</summary>
    public required int FeedForwardSize { get; init; }

    /// <summary>Rows of the position embedding.</summary>
    public required int Positions { get; init; }

    /// <summary>Position of the first token: 0 for BERT, the padding token's id plus one for RoBERTa.</summary>
    public int FirstPosition { get; init; }

    /// <summary>Rows of the token-type embedding; 0 without one.</summary>
    public int TokenTypes { get; init; } = 2;

    /// <summary>Epsilon of LayerNorm.</summary>
    public float NormEpsilon { get; init; } = 1e-12f;

    /// <summary>Whether GELU is the tanh approximation rather than the exact function.</summary>
    public bool ApproximatesGelu { get; init; }
}
