using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Architectures;

/// <summary>
/// Quantises rows in blocks that share one scale, with the rounding of GGUF's Q4_0 and Q8_0 (scales rounded to float16), so that a model
/// quantised here and one quantised for llama.cpp hold the same values.
/// </summary>
/// <param name="Bits">4 or 8.</param>
/// <param name="BlockSize">Weights that share a scale.</param>
internal readonly record struct BlockQuantizer(int Bits, int BlockSize)
{
    /// <summary>The code of zero.</summary>
    public int ZeroPoint => 1 << (Bits - 1);

    /// <summary>Blocks of a row.</summary>
    public int Blocks(int columns) => (columns + BlockSize - 1) / BlockSize;

    /// <summary>Bytes of one block's codes.</summary>
    public int BlockBytes => BlockSize * Bits / 8;

    /// <summary>Quantises one row to one code per byte; codes past the last column are those of zero.</summary>
    /// <param name="matrix">The weights.</param>
    /// <param name="row">The row.</param>
    /// <param name="values">Room for the row.</param>
    /// <param name="codes">Receives <see cref="Blocks"/> × <see cref="BlockSize"/> codes.</param>
    /// <param name="scales">Receives one scale per block.</param>
    /// <exception cref="LocalModelException">A weight is not finite.</exception>
    public void Quantize(WeightMatrix matrix, int row, Span<float> values, Span<byte> codes, Span<float> scales)
    {
        // Q4_0 codes fit Q8_0's range: only the zero point moves, and no value changes.
        if (BlockSize == WeightMatrix.BlockSize && matrix.CodeBits is not 0 && matrix.CodeBits <= Bits)
        {
            matrix.ReadCodes(row, codes, scales);
            var shift = (byte)(ZeroPoint - (1 << (matrix.CodeBits - 1)));
            if (shift != 0)
            {
                foreach (ref var code in codes)
                    code += shift;
            }

            return;
        }

        matrix.Read(row, 0, values);
        WeightCheck.Finite(matrix, row, values);
        codes.Fill((byte)ZeroPoint);
        for (var block = 0; block < scales.Length; block++)
        {
            var start = block * BlockSize;
            var length = Math.Min(BlockSize, values.Length - start);
            scales[block] = Bits == 4
                ? Quantize4(values.Slice(start, length), codes.Slice(start, length))
                : Quantize8(values.Slice(start, length), codes.Slice(start, length));
            if (!float.IsFinite(scales[block]))
                throw new LocalModelException($"Row {row} of '{matrix.Name}' holds weights beyond float16, which block scales are stored in. Convert it as fp32.");
        }
    }

    /// <summary>Packs one-per-byte codes as MatMulNBits reads them: two 4-bit codes a byte, the lower first.</summary>
    public void Pack(ReadOnlySpan<byte> codes, Span<byte> packed)
    {
        if (Bits == 8)
        {
            codes.CopyTo(packed);
            return;
        }

        for (var i = 0; i < packed.Length; i++)
            packed[i] = (byte)(codes[2 * i] | codes[2 * i + 1] << 4);
    }

    // The value of largest magnitude maps to code 0 (-8), whichever its sign: ggml's quantize_row_q4_0.
    private static float Quantize4(ReadOnlySpan<float> values, Span<byte> codes)
    {
        var extreme = 0f;
        foreach (var value in values)
        {
            if (Math.Abs(value) > Math.Abs(extreme))
                extreme = value;
        }

        var scale = extreme / -8f;
        var inverse = scale != 0 ? 1f / scale : 0f;
        for (var i = 0; i < values.Length; i++)
            codes[i] = (byte)Math.Min(15, (int)(values[i] * inverse + 8.5f));
        return (float)(Half)scale;
    }

    private static float Quantize8(ReadOnlySpan<float> values, Span<byte> codes)
    {
        var largest = 0f;
        foreach (var value in values)
            largest = Math.Max(largest, Math.Abs(value));

        var scale = largest / 127f;
        var inverse = scale != 0 ? 1f / scale : 0f;
        for (var i = 0; i < values.Length; i++)
            codes[i] = (byte)((int)MathF.Round(values[i] * inverse, MidpointRounding.AwayFromZero) + 128);
        return (float)(Half)scale;
    }
}
