using OptPolicy.Quantization.Formats.Numbers;

namespace OptPolicy.Quantization.Formats.Packing;

/// <summary>FP8, NVFP4 and MXFP4 as GPU runtimes store them, and NVFP4/MXFP4 as integers that any MatMulNBits kernel multiplies exactly.</summary>
public static class FloatPacking
{
    /// <summary>E2M1 codes two a byte, the first input in the low four bits: [rows, ⌈columns/2⌉].</summary>
    /// <param name="matrix">A matrix in NVFP4 or MXFP4.</param>
    /// <exception cref="QuantizationException">It is in neither.</exception>
    public static byte[] E2M1(QuantizedMatrix matrix)
    {
        Check(matrix, "E2M1", NumberFormat.NvFp4, NumberFormat.MxFp4);
        var perRow = (matrix.Columns + 1) / 2;
        var packed = new byte[matrix.Rows * perRow];
        for (var row = 0; row < matrix.Rows; row++)
            NBitsPacking.Pack(matrix.Codes.AsSpan(row * matrix.Columns, matrix.Columns), 4, packed.AsSpan(row * perRow));
        return packed;
    }

    /// <summary>NVFP4's block scales as E4M3 codes: [rows, blocks]. The weight is E2M1 · block scale · <see cref="QuantizedMatrix.TensorScale"/>.</summary>
    /// <param name="matrix">A matrix in NVFP4.</param>
    /// <exception cref="QuantizationException">It is not, or a scale is no E4M3 multiple of the tensor's.</exception>
    public static byte[] NvFp4Scales(QuantizedMatrix matrix)
    {
        Check(matrix, "NVFP4", NumberFormat.NvFp4);
        return Array.ConvertAll(matrix.Scales, scale => NvFp4ScaleCode(scale, matrix.TensorScale)
            ?? throw new QuantizationException($"The block scale {scale} is no E4M3 multiple of the tensor scale {matrix.TensorScale}. Quantise the matrix again."));
    }

    /// <summary>MXFP4's block scales as E8M0 codes: [rows, blocks].</summary>
    /// <param name="matrix">A matrix in MXFP4.</param>
    /// <exception cref="QuantizationException">It is not, or a scale is no power of two.</exception>
    public static byte[] MxFp4Scales(QuantizedMatrix matrix)
    {
        Check(matrix, "MXFP4", NumberFormat.MxFp4);
        return Array.ConvertAll(matrix.Scales, static scale => Fp8E8M0.TryEncode(scale)
            ?? throw new QuantizationException($"The block scale {scale} is no power of two. Quantise the matrix again."));
    }

    /// <summary>
    /// The same weights as 8-bit integers: code = 128 + 2·E2M1 (all E2M1 values are halves) and half the scale, in the same groups. Exact, since
    /// halving a float32 scale is exact above 2⁻¹²⁵; for processors without FP4 kernels.
    /// </summary>
    /// <param name="matrix">A matrix in NVFP4 or MXFP4.</param>
    /// <exception cref="QuantizationException">It is in neither.</exception>
    public static QuantizedMatrix AsIntegers(QuantizedMatrix matrix)
    {
        Check(matrix, "FP4", NumberFormat.NvFp4, NumberFormat.MxFp4);
        return matrix with
        {
            Grid = new(NumberFormat.Int8, ScaleSharing.Group, matrix.Grid.GroupSize, IsSymmetric: true),
            Codes = Array.ConvertAll(matrix.Codes, static code => (byte)(128 + (int)(2 * Fp4E2M1.Decode(code)))),
            Scales = Array.ConvertAll(matrix.Scales, static scale => scale / 2),
            TensorScale = 1f,
        };
    }

    /// <summary>The E4M3 code whose product with the tensor scale is a block's scale, or <see langword="null"/>.</summary>
    internal static byte? NvFp4ScaleCode(float scale, float tensorScale)
    {
        var code = Fp8E4M3.Encode(scale / tensorScale);
        return code is > 0 and < Fp8E4M3.NaN && Fp8E4M3.Decode(code) * tensorScale == scale ? code : null;
    }

    private static void Check(QuantizedMatrix matrix, string name, params ReadOnlySpan<NumberFormat> numbers)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (!numbers.Contains(matrix.Grid.Number))
            throw new QuantizationException($"{matrix.Grid.Number} codes are not {name}. Quantise to that format.");
    }
}
