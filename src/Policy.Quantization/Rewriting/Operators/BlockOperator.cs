using System.Numerics;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Rewriting.Operators;

/// <summary>
/// MatMulNBits: weights of 2, 4 or 8 bit in blocks of one scale. FP4 runs as it is meant: twice an E2M1 value is an integer, so its weights are
/// 8-bit codes 128 + 2·value with half the scale, and not a bit is lost.
/// </summary>
internal sealed class BlockOperator : ProductOperator
{
    // The kernel's limits (MatMulNBits: powers of two from 16 on); above 256 the fast kernels do not apply.
    private const int BlockMin = 16;
    private const int BlockMax = 256;
    private const int WholeRowBlock = 128;

    // Int8 activations: level 0 is 20 to 30 times slower with 2 and 8 bit.
    private const long Int8Activations = 4;

    public override string Write(GraphEdit edit, MatrixProduct product, string input, QuantizedMatrix weights, (float Low, float High)? range)
    {
        var bits = Bits(weights.Grid.Number);
        var block = BlockSize(weights);
        var blocks = (weights.Columns + block - 1) / block;
        var (codes, scales, zeroPoints) = Pack(weights, bits, block, blocks);
        var stem = product.Weight.Name;
        List<string> inputs =
        [
            input,
            edit.Tensor($"{stem}.codes", TensorType.UInt8, [weights.Rows, blocks, block * bits / 8], codes),
            edit.Floats($"{stem}.scales", product.Weight.Type, [weights.Rows, blocks], scales),
        ];
        if (zeroPoints is not null)
            inputs.Add(edit.Tensor($"{stem}.zero_points", TensorType.UInt8, [weights.Rows, (blocks * bits + 7) / 8], zeroPoints));
        return edit.Node("MatMulNBits", ModelNode.MicrosoftDomain, inputs.ToArray(), edit.Result(product),
            ("K", weights.Columns), ("N", weights.Rows), ("bits", bits), ("block_size", block), ("accuracy_level", Int8Activations));
    }

    /// <summary>Bits that a weight is stored in.</summary>
    public static int Bits(NumberFormat number) => number switch
    {
        NumberFormat.Int2 => 2,
        NumberFormat.Int4 => 4,
        NumberFormat.Int8 or NumberFormat.NvFp4 or NumberFormat.MxFp4 => 8,
        _ => throw new LocalModelException($"MatMulNBits has no {number} weights."),
    };

    /// <summary>The kernel's block: the largest that lies within one group.</summary>
    internal static int BlockSize(QuantizedMatrix weights)
    {
        if (weights.Grid.Sharing != ScaleSharing.Group)
            return Math.Min(WholeRowBlock, Math.Max(BlockMin, (int)BitOperations.RoundUpToPowerOf2((uint)weights.Columns)));
        var block = Math.Min(BlockMax, 1 << BitOperations.TrailingZeroCount(weights.Grid.GroupSize));
        return block >= BlockMin ? block : throw new LocalModelException($"Groups of {weights.Grid.GroupSize} weights have no kernel; multiples of {BlockMin} have.");
    }

    private static (byte[] Codes, float[] Scales, byte[]? ZeroPoints) Pack(QuantizedMatrix weights, int bits, int block, int blocks)
    {
        var (rows, columns) = (weights.Rows, weights.Columns);
        var isFloat4 = weights.Grid.Number is NumberFormat.NvFp4 or NumberFormat.MxFp4;
        var middle = (byte)(1 << (bits - 1));
        var zeroBytes = (blocks * bits + 7) / 8;
        var perByte = 8 / bits;
        var codes = new byte[(long)rows * blocks * block / perByte];
        var scales = new float[rows * blocks];
        var zeroPoints = weights.ZeroPoints is null ? null : new byte[rows * zeroBytes];
        var line = new byte[blocks * block];
        for (var row = 0; row < rows; row++)
        {
            var source = weights.Codes.AsSpan(row * columns, columns);
            for (var b = 0; b < blocks; b++)
            {
                var scale = ScaleIndex(weights, row, b * block);
                var zero = weights.ZeroPoints?[scale] ?? middle;
                scales[row * blocks + b] = isFloat4 ? weights.Scales[scale] / 2 : weights.Scales[scale];
                if (zeroPoints is not null)
                    zeroPoints[row * zeroBytes + b * bits / 8] |= (byte)(zero << (b * bits % 8));
                line.AsSpan(b * block, block).Fill(zero);
            }

            if (isFloat4)
            {
                for (var i = 0; i < columns; i++)
                    line[i] = Float4Code(source[i]);
            }
            else
            {
                source.CopyTo(line);
            }

            var target = codes.AsSpan(row * (line.Length / perByte), line.Length / perByte);
            for (var i = 0; i < line.Length; i++)
                target[i / perByte] |= (byte)(line[i] << (i % perByte * bits));
        }

        return (codes, scales, zeroPoints);
    }

    private static int ScaleIndex(QuantizedMatrix weights, int row, int column) => weights.Grid.Sharing switch
    {
        ScaleSharing.Tensor => 0,
        ScaleSharing.Channel => row,
        _ => row * ((weights.Columns + weights.Grid.GroupSize - 1) / weights.Grid.GroupSize) + column / weights.Grid.GroupSize,
    };

    // E2M1: a sign bit and eight magnitudes, here doubled.
    private static byte Float4Code(byte bits)
    {
        ReadOnlySpan<byte> doubled = [0, 1, 2, 3, 4, 6, 8, 12];
        var magnitude = doubled[bits & 7];
        return (byte)((bits & 8) != 0 ? 128 - magnitude : 128 + magnitude);
    }
}
