using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using OptPolicy.Kernels.Architectures;

namespace OptPolicy.Kernels.Weights;

/// <summary>Writes matrices in a file's encoding, row by row.</summary>
internal static class TensorEncoder
{
    /// <summary>Writes all rows.</summary>
    public static void Write(Stream stream, WeightMatrix matrix, TensorEncoding encoding)
    {
        var values = new float[matrix.Columns];
        var bytes = new byte[encoding.Bytes(matrix.Columns)];
        var codes = new byte[matrix.Columns];
        var scales = new float[matrix.Columns / WeightMatrix.BlockSize];
        for (var row = 0; row < matrix.Rows; row++)
        {
            if (encoding.BlockValues() == 1)
            {
                matrix.Read(row, 0, values);
                WriteFloats(values, encoding, bytes);
            }
            else
            {
                var quantizer = new BlockQuantizer(encoding is TensorEncoding.Q8_0 ? 8 : 4, WeightMatrix.BlockSize);
                quantizer.Quantize(matrix, row, values, codes, scales);
                WriteBlocks(codes, scales, encoding, bytes);
            }

            stream.Write(bytes);
        }
    }

    private static void WriteFloats(ReadOnlySpan<float> values, TensorEncoding encoding, Span<byte> bytes)
    {
        switch (encoding)
        {
            case TensorEncoding.F32:
                MemoryMarshal.AsBytes(values).CopyTo(bytes);
                break;
            case TensorEncoding.F16:
                TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(bytes));
                break;
            default:
                var halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < values.Length; i++)
                    halves[i] = ToBFloat16(values[i]);
                break;
        }
    }

    // Round to nearest, ties to even; a NaN keeps a set mantissa bit.
    private static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)(bits >> 16 | 0x40) : (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
    }

    private static void WriteBlocks(ReadOnlySpan<byte> codes, ReadOnlySpan<float> scales, TensorEncoding encoding, Span<byte> bytes)
    {
        for (var block = 0; block < scales.Length; block++)
        {
            var stored = bytes.Slice(block * encoding.BlockBytes(), encoding.BlockBytes());
            var source = codes.Slice(block * WeightMatrix.BlockSize, WeightMatrix.BlockSize);
            var half = (Half)scales[block];
            MemoryMarshal.Write(stored, in half);
            for (var i = 0; i < stored.Length - 2; i++)
                stored[2 + i] = encoding is TensorEncoding.Q8_0 ? (byte)(source[i] - 128) : (byte)(source[i] | source[i + WeightMatrix.BlockSize / 2] << 4);
        }
    }
}
