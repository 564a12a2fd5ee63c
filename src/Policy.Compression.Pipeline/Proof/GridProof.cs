namespace OptPolicy.Compression.Pipeline.Proof;

/// <summary>Whether the weights of a packed model are on their grid. Immutable.</summary>
/// <param name="Tensors">Packed products.</param>
/// <param name="Weights">Packed weights.</param>
/// <param name="FloatWeights">Weights of products that stayed floating-point numbers.</param>
/// <param name="Problem">Why the proof failed; <see langword="null"/> when every weight is on the grid and the model opens and answers.</param>
public sealed record GridProof(int Tensors, long Weights, long FloatWeights, string? Problem)
{
    /// <summary>Whether it holds.</summary>
    public bool Holds => Problem is null;
}
