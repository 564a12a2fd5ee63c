using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Conversion;

/// <summary>How a checkpoint is converted. Immutable.</summary>
public sealed record ConversionOptions
{
    /// <summary>How the weights of the products are stored.</summary>
    public WeightFormat Format { get; init; } = WeightFormat.Q4;

    /// <summary>Decoders: whether a row's logits are independent of how many rows run together, where the format allows it.</summary>
    public bool CanonicalAttention { get; init; } = true;

    /// <summary>Decoders: whether the graph also gives the hidden states that an EAGLE-3 head reads.</summary>
    public bool HiddenOutputs { get; init; }

    /// <summary>Decoders: the most tokens to make room for in the position tables; <see langword="null"/> for what the checkpoint says.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>Encoders: how token vectors become one vector; <see langword="null"/> for what the checkpoint says, else their mean.</summary>
    public EncoderPooling? Pooling { get; init; }

    /// <summary>Whether an existing model folder at the destination is replaced.</summary>
    public bool Overwrite { get; init; }
}
