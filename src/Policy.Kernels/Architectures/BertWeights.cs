using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Architectures;

/// <summary>The weights of a BERT-architecture encoder by role. Immutable.</summary>
/// <param name="Shape">The model's dimensions.</param>
/// <param name="Words">[vocabulary, hidden].</param>
/// <param name="Positions">[positions, hidden].</param>
/// <param name="TokenTypes">[token types, hidden]; <see langword="null"/> without them.</param>
/// <param name="EmbeddingNorm">LayerNorm of the sum of the embeddings.</param>
/// <param name="Layers">The layers in order.</param>
/// <param name="Head">What tells classes apart; <see langword="null"/> for an encoder that gives vectors.</param>
public sealed record BertWeights(
    BertShape Shape,
    WeightMatrix Words,
    WeightMatrix Positions,
    WeightMatrix? TokenTypes,
    AffineWeights EmbeddingNorm,
    IReadOnlyList<BertLayerWeights> Layers,
    BertHeadWeights? Head = null);

/// <summary>The head of a classifier: BERT's pooler on the first token, then a product.</summary>
/// <param name="Pooler">[hidden, hidden], before a tanh.</param>
/// <param name="Classifier">[classes, hidden].</param>
/// <param name="Labels">The classes' names in the order of the rows.</param>
public sealed record BertHeadWeights(AffineWeights Pooler, AffineWeights Classifier, IReadOnlyList<string> Labels);

/// <summary>A matrix or LayerNorm gain with its bias.</summary>
/// <param name="Weight">[out, in] of a product, [1, width] of a LayerNorm.</param>
/// <param name="Bias">[1, out].</param>
public sealed record AffineWeights(WeightMatrix Weight, WeightMatrix Bias);

/// <summary>The weights of one layer.</summary>
/// <param name="Query">[hidden, hidden].</param>
/// <param name="Key">[hidden, hidden].</param>
/// <param name="Value">[hidden, hidden].</param>
/// <param name="Output">[hidden, hidden].</param>
/// <param name="AttentionNorm">LayerNorm after attention.</param>
/// <param name="Up">[feed-forward, hidden].</param>
/// <param name="Down">[hidden, feed-forward].</param>
/// <param name="FeedForwardNorm">LayerNorm after the feed-forward layer.</param>
public sealed record BertLayerWeights(
    AffineWeights Query,
    AffineWeights Key,
    AffineWeights Value,
    AffineWeights Output,
    AffineWeights AttentionNorm,
    AffineWeights Up,
    AffineWeights Down,
    AffineWeights FeedForwardNorm);
