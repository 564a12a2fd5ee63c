using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>What a product is to become. Immutable.</summary>
/// <param name="Product">The product.</param>
/// <param name="Grid">The grid of its weights.</param>
/// <param name="Note">What is not as asked for.</param>
internal sealed record LayerPlan(MatrixProduct Product, WeightGrid Grid, string? Note);
