using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Architectures;

/// <summary>
/// The weights of an EAGLE-3 draft head by role (Li et al. 2025): one decoder layer that reads the embedding of a token beside the
/// hidden state that led to it. Immutable.
/// </summary>
/// <param name="Shape">The layer's dimensions; the vocabulary is the target's.</param>
/// <param name="Embedding">The target's embedding, [vocabulary, hidden].</param>
/// <param name="Fuse">[hidden, 3 × hidden]: three of the target's hidden states to one.</param>
/// <param name="StateNorm">[1, hidden]: RMSNorm of the hidden state.</param>
/// <param name="Layer">The layer; its attention norm is that of the embedding, and its query, key and value products are 2 × hidden wide.</param>
/// <param name="FinalNorm">[1, hidden].</param>
/// <param name="Head">[draft vocabulary, hidden].</param>
public sealed record EagleWeights(
    LlamaShape Shape,
    WeightMatrix Embedding,
    WeightMatrix Fuse,
    WeightMatrix StateNorm,
    LlamaLayerWeights Layer,
    WeightMatrix FinalNorm,
    WeightMatrix Head);
