namespace OptPolicy.Quantization.Sparsity;

/// <summary>A matrix with zeros. Immutable by convention.</summary>
/// <param name="Weights">All weights, row after row, the pruned ones 0.</param>
/// <param name="Kept">Which weights stay: what training holds on to so that zeros stay zero.</param>
/// <param name="OutputError">‖(W − Ŵ)X‖ / ‖WX‖ on the statistics; <see langword="null"/> without.</param>
public sealed record PrunedMatrix(float[] Weights, bool[] Kept, double? OutputError);
