using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Architectures;

/// <summary>How an encoder's graph is built. Immutable.</summary>
public sealed record BertGraphOptions
{
    /// <summary>How the weights of the products are stored.</summary>
    public WeightFormat Format { get; init; } = WeightFormat.Fp32;

    /// <summary>How token vectors become one vector inside the graph: <see cref="EncoderPooling.Mean"/> or <see cref="EncoderPooling.FirstToken"/>.</summary>
    public EncoderPooling Pooling { get; init; } = EncoderPooling.Mean;

    /// <summary>Whether the vector is scaled to length 1 inside the graph.</summary>
    public bool Normalize { get; init; } = true;
}
