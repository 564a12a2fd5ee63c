namespace OptPolicy.Quantization.Formats;

/// <summary>A weight matrix on a grid: rows are outputs, columns inputs. Immutable by convention; reads are thread-safe.</summary>
/// <param name="Grid">The grid.</param>
/// <param name="Rows">Outputs.</param>
/// <param name="Columns">Inputs.</param>
/// <param name="Codes">One code a weight, row after row, unpacked: unsigned integers for INT formats, the bit pattern of the number for FP8 and E2M1.</param>
/// <param name="Scales">
/// One float32 scale for each group, row after row (one a row with <see cref="ScaleSharing.Channel"/>, one in all with <see cref="ScaleSharing.Tensor"/>):
/// weight = (code − zero point) · scale for integers, value(code) · scale for floating-point numbers. NVFP4's hold the product of block and tensor scale.
/// </param>
/// <param name="ZeroPoints">One code for each scale, or <see langword="null"/> when the grid is symmetric (then 2^(bits−1)).</param>
/// <param name="TensorScale">NVFP4's float32 scale of the tensor; otherwise 1.</param>
public sealed record QuantizedMatrix(WeightGrid Grid, int Rows, int Columns, byte[] Codes, float[] Scales, byte[]? ZeroPoints, float TensorScale = 1f);
