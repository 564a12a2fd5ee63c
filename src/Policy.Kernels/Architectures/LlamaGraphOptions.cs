using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Architectures;

/// <summary>How a decoder's graph is built. Immutable.</summary>
public sealed record LlamaGraphOptions
{
    /// <summary>How the weights of the products are stored.</summary>
    public WeightFormat Format { get; init; } = WeightFormat.Q4;

    /// <summary>Whether attention always runs over at least two rows, which makes a row's result independent of the call's width.</summary>
    public bool CanonicalAttention { get; init; } = true;

    /// <summary>Whether the graph also gives the hidden states that an EAGLE-3 head reads.</summary>
    public bool HiddenOutputs { get; init; }
}
