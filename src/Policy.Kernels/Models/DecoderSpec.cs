namespace OptPolicy.Kernels.Models;

/// <summary>Shape and traits of a decoder-only language model, whatever folder layout it came from. Immutable.</summary>
public sealed record DecoderSpec
{
    /// <summary>Name of the architecture as the source gives it, for example <c>llama</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Transformer layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Key/value heads of a layer (equal to the query heads without grouped-query attention).</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of one head.</summary>
    public required int HeadDimension { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Rows of the output head: the length of one row of logits.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Most tokens of prompt and answer together.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>Tokens that end an answer.</summary>
    public IReadOnlyList<int> EndTokens { get; init; } = [];

    /// <summary>The token that starts every sequence, if the model was trained with one.</summary>
    public int? BeginToken { get; init; }

    /// <summary>How the weights of the matrix products are stored.</summary>
    public WeightFormat Format { get; init; } = WeightFormat.Unknown;

    /// <summary>
    /// Whether every attention call runs over at least two rows by repeating the last one, so that the result of a row
    /// does not depend on how many rows the call had. Costs one slack slot of the KV cache.
    /// </summary>
    public bool HasCanonicalAttention { get; init; }

    /// <summary>
    /// Whether the graph quantises activations with one scale for all rows of a call. A row then depends on the others, whatever the width:
    /// such a model cannot be speculated with losslessly on any device.
    /// </summary>
    public bool QuantizesActivationsPerTensor { get; init; }

    /// <summary>The names and traits of the graph's inputs and outputs.</summary>
    public required DecoderBindings Bindings { get; init; }
}
