namespace OptPolicy.Quantization.Formats;

/// <summary>The grid that weights are rounded to. Immutable.</summary>
/// <param name="Number">What one stored weight is.</param>
/// <param name="Sharing">Which weights share a scale; NVFP4 and MXFP4 have groups of their own size.</param>
/// <param name="GroupSize">Weights that share a scale with <see cref="ScaleSharing.Group"/>; otherwise 0.</param>
/// <param name="IsSymmetric">Whether zero has the middle code; otherwise every group stores a zero point. Floating-point numbers are symmetric.</param>
public sealed record WeightGrid(NumberFormat Number, ScaleSharing Sharing, int GroupSize, bool IsSymmetric);
