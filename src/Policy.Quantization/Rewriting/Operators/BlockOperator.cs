using System.Numerics;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Formats.Packing;
using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Rewriting.Operators;

/// <summary>
/// MatMulNBits: weights of 2, 4 or 8 bit in blocks of one scale. FP4 runs as it is meant: twice an E2M1 value is an integer, so its weights are
/// 8-bit codes 128 + 2·value with half the scale, and not a bit is lost.
/// </summary>
/// <param name="roundsInputs">Whether inputs are rounded to FP4; the product is then calculated in float32, or a second rounding would hide the first.</param>
internal sealed class BlockOperator(bool roundsInputs) : ProductOperator
{
    // The kernel's limits (MatMulNBits: powers of two from 16 on); above 256 the fast kernels do not apply.
    private const int BlockMin = 16;
    private const int BlockMax = 256;
    private const int WholeRowBlock = 128;

    // Int8 activations: level 0 is 20 to 30 times slower with 2 and 8 bit.
    private const long Int8Activations = 4, FloatActivations = 1;

    public override string Write(GraphEdit edit, MatrixProduct product, string input, QuantizedMatrix weights, (float Low, float High)? range)
    {
        var blocked = InBlocks(weights);
        var (bits, block) = (blocked.Grid.Bits, blocked.Grid.GroupSize);
        var blocks = blocked.Grid.GroupsPerRow(blocked.Columns);
        var stem = product.Weight.Name;
        List<string> inputs =
        [
            roundsInputs ? Fp4Inputs.Round(edit, product, input) : input,
            edit.Tensor($"{stem}.codes", TensorType.UInt8, [weights.Rows, blocks, block * bits / 8], NBitsPacking.Codes(blocked)),
            edit.Floats($"{stem}.scales", product.Weight.Type, [weights.Rows, blocks], blocked.Scales),
        ];
        if (NBitsPacking.ZeroPoints(blocked) is { } zeroPoints)
            inputs.Add(edit.Tensor($"{stem}.zero_points", TensorType.UInt8, [weights.Rows, (blocks * bits + 7) / 8], zeroPoints));
        return edit.Node("MatMulNBits", ModelNode.MicrosoftDomain, inputs.ToArray(), edit.Result(product),
            ("K", weights.Columns), ("N", weights.Rows), ("bits", bits), ("block_size", block), ("accuracy_level", roundsInputs ? FloatActivations : Int8Activations));
    }

    /// <summary>The kernel's block: the largest that lies within one group.</summary>
    internal static int BlockSize(QuantizedMatrix weights)
    {
        if (weights.Grid.Sharing != ScaleSharing.Group)
            return Math.Min(WholeRowBlock, Math.Max(BlockMin, (int)BitOperations.RoundUpToPowerOf2((uint)weights.Columns)));
        var block = Math.Min(BlockMax, 1 << BitOperations.TrailingZeroCount(weights.Grid.GroupSize));
        return block >= BlockMin ? block : throw new LocalModelException($"Groups of {weights.Grid.GroupSize} weights have no kernel; multiples of {BlockMin} have.");
    }

    // The same weights as integers with a scale for each block of the kernel, however far apart their own scales are.
    private static QuantizedMatrix InBlocks(QuantizedMatrix weights)
    {
        var block = BlockSize(weights);
        var integers = weights.Grid.Number is NumberFormat.NvFp4 or NumberFormat.MxFp4 ? FloatPacking.AsIntegers(weights) : weights;
        var grid = new WeightGrid(integers.Grid.Number, ScaleSharing.Group, block, integers.Grid.IsSymmetric);
        if (grid == integers.Grid)
            return integers;
        var blocks = grid.GroupsPerRow(weights.Columns);
        var scales = Enumerable.Range(0, weights.Rows * blocks).Select(i => weights.Grid.ScaleIndex(i / blocks, i % blocks * block, weights.Columns)).ToArray();
        return integers with { Grid = grid, Scales = Array.ConvertAll(scales, i => integers.Scales[i]), ZeroPoints = integers.ZeroPoints is { } zeros ? Array.ConvertAll(scales, i => zeros[i]) : null };
    }
}
