using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Architectures;

/// <summary>The weights of a Llama-architecture decoder by role, wherever they come from. Immutable.</summary>
/// <param name="Shape">The model's dimensions.</param>
/// <param name="Embedding">[vocabulary, hidden].</param>
/// <param name="FinalNorm">[1, hidden].</param>
/// <param name="Head">[vocabulary, hidden]; <see langword="null"/> when the head is the embedding (tied).</param>
/// <param name="Layers">The layers in order.</param>
public sealed record LlamaWeights(
    LlamaShape Shape,
    WeightMatrix Embedding,
    WeightMatrix FinalNorm,
    WeightMatrix? Head,
    IReadOnlyList<LlamaLayerWeights> Layers);

/// <summary>The weights of one layer. Query and key rows are in Hugging Face order (rotation pairs a half apart).</summary>
/// <param name="AttentionNorm">[1, hidden].</param>
/// <param name="Query">[heads × head dimension, hidden].</param>
/// <param name="Key">[KV heads × head dimension, hidden].</param>
/// <param name="Value">[KV heads × head dimension, hidden].</param>
/// <param name="Output">[hidden, heads × head dimension].</param>
/// <param name="FeedForwardNorm">[1, hidden].</param>
/// <param name="Gate">[feed-forward, hidden].</param>
/// <param name="Up">[feed-forward, hidden].</param>
/// <param name="Down">[hidden, feed-forward].</param>
public sealed record LlamaLayerWeights(
    WeightMatrix AttentionNorm,
    WeightMatrix Query,
    WeightMatrix Key,
    WeightMatrix Value,
    WeightMatrix Output,
    WeightMatrix FeedForwardNorm,
    WeightMatrix Gate,
    WeightMatrix Up,
    WeightMatrix Down);
