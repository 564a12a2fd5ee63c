namespace OptPolicy.Kernels.Architectures;

/// <summary>Dimensions and constants of a Llama-architecture decoder (RMSNorm, rotary positions, grouped queries, SwiGLU). Immutable.</summary>
public sealed record LlamaShape
{
    /// <summary>What <see cref="HeadDimension"/> must be a multiple of: GroupQueryAttention's rotation works on whole vectors.</summary>
    public const int HeadDimensionMultiple = 16;

    /// <summary>Rows of the embedding and of the head.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Transformer layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key/value heads; divides <see cref="Heads"/>.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of one head, a multiple of <see cref="HeadDimensionMultiple"/>.</summary>
    public required int HeadDimension { get; init; }

    /// <summary>Width of the feed-forward layer.</summary>
    public required int FeedForwardSize { get; init; }

    /// <summary>Most positions.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>Base of the rotary frequencies.</summary>
    public float RopeTheta { get; init; } = 10000f;

    /// <summary>What each rotary frequency is divided by, half a head long, for models stretched beyond their first context; <see langword="null"/> for none.</summary>
    public IReadOnlyList<float>? RopeDivisors { get; init; }

    /// <summary>Epsilon of RMSNorm.</summary>
    public float RmsEpsilon { get; init; } = 1e-5f;
}
