namespace OptPolicy.Compression.Pipeline.Proof;

/// <summary>Whether a packed model is what its packing says. Immutable.</summary>
/// <param name="Tensors">Packed products.</param>
/// <param name="Weights">Packed weights.</param>
/// <param name="FloatWeights">Weights of products that stayed floating-point numbers.</param>
/// <param name="Problem">Why the proof failed; <see langword="null"/> when every weight is on the grid and the model opens and answers.</param>
public sealed record PackingProof(int Tensors, long Weights, long FloatWeights, string? Problem)
{
    /// <summary>Weights that were given 8 bits because fewer hurt them most, or because the declaration says so.</summary>
    public long WideWeights { get; init; }

    /// <summary>Whether it holds.</summary>
    public bool Holds => Problem is null;
}
