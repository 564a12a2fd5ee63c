namespace OptPolicy.Compression.Pruning;

/// <summary>What is kept of one layer. Immutable.</summary>
/// <param name="Source">The layer's number in the model that is pruned.</param>
/// <param name="QueryHeads">Query heads kept, those of one key/value head together.</param>
/// <param name="KeyValueHeads">Key/value heads kept.</param>
/// <param name="Neurons">Feed-forward neurons kept.</param>
public sealed record LayerPlan(int Source, IReadOnlyList<long> QueryHeads, IReadOnlyList<long> KeyValueHeads, IReadOnlyList<long> Neurons);
