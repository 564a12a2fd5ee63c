using System.Buffers;
using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace OptPolicy.Kernels.Weights;

/// <summary>A matrix in a file, decoded as it is read.</summary>
internal sealed class EncodedMatrix(string name, int rows, int columns, TensorEncoding encoding, WeightFileHandle file, long offset)
    : WeightMatrix(name, rows, columns)
{
    private const int ScaleBytes = 2;

    public override int CodeBits => encoding switch
    {
        TensorEncoding.Q8_0 => 8,
        TensorEncoding.Q4_0 => 4,
        _ => 0,
    };

    public override void Read(int row, int column, Span<float> destination)
    {
        var length = (int)encoding.Bytes(destination.Length);
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        file.Read(Offset(row, column), bytes.AsSpan(0, length));
        Decode(bytes.AsSpan(0, length), destination);
        ArrayPool<byte>.Shared.Return(bytes);
    }

    public override void ReadCodes(int row, Span<byte> codes, Span<float> scales)
    {
        if (CodeBits == 0)
        {
            base.ReadCodes(row, codes, scales);
            return;
        }

        var bytes = ArrayPool<byte>.Shared.Rent((int)encoding.Bytes(Columns));
        var stored = bytes.AsSpan(0, (int)encoding.Bytes(Columns));
        file.Read(Offset(row, 0), stored);
        for (var block = 0; block < scales.Length; block++)
        {
            scales[block] = Scale(stored, block);
            Codes(stored, block, codes.Slice(block * BlockSize, BlockSize));
        }

        ArrayPool<byte>.Shared.Return(bytes);
    }

    private long Offset(int row, int column) => offset + encoding.Bytes((long)row * Columns + column);

    private void Decode(ReadOnlySpan<byte> stored, Span<float> values)
    {
        switch (encoding)
        {
            case TensorEncoding.F32:
                stored.CopyTo(MemoryMarshal.AsBytes(values));
                break;
            case TensorEncoding.F16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(stored), values);
                break;
            case TensorEncoding.BF16:
                // bfloat16 is the upper half of a float32.
                var halves = MemoryMarshal.Cast<byte, ushort>(stored);
                for (var i = 0; i < values.Length; i++)
                    values[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
                break;
            default:
                DecodeBlocks(stored, values);
                break;
        }
    }

    private void DecodeBlocks(ReadOnlySpan<byte> stored, Span<float> values)
    {
        Span<byte> codes = stackalloc byte[BlockSize];
        var zero = 1 << (CodeBits - 1);
        for (var block = 0; block * BlockSize < values.Length; block++)
        {
            var scale = Scale(stored, block);
            Codes(stored, block, codes);
            for (var i = 0; i < BlockSize; i++)
                values[block * BlockSize + i] = (codes[i] - zero) * scale;
        }
    }

    private float Scale(ReadOnlySpan<byte> stored, int block) => (float)BinaryPrimitives.ReadHalfLittleEndian(stored[(block * encoding.BlockBytes())..]);

    private void Codes(ReadOnlySpan<byte> stored, int block, Span<byte> codes)
    {
        var data = stored.Slice(block * encoding.BlockBytes() + ScaleBytes, encoding.BlockBytes() - ScaleBytes);
        if (encoding is TensorEncoding.Q8_0)
        {
            for (var i = 0; i < BlockSize; i++)
                codes[i] = (byte)(data[i] + 128);
            return;
        }

        // Q4_0 keeps value j in the low and value j + 16 in the high half of byte j.
        for (var i = 0; i < BlockSize / 2; i++)
            (codes[i], codes[i + BlockSize / 2]) = ((byte)(data[i] & 15), (byte)(data[i] >> 4));
    }
}
