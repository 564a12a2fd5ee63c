using System.Numerics;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>The grid that a product can have, given the one that was asked for.</summary>
internal static class GridChoice
{
    private const int BlockMin = 16;

    public static WeightGrid Wide { get; } = new(NumberFormat.Int8, ScaleSharing.Group, 32, IsSymmetric: true);

    /// <summary>The grid for a product of so many inputs, and what had to change.</summary>
    public static (WeightGrid Grid, string? Note) For(WeightGrid wanted, int columns, QuantizationOptions options)
    {
        if (wanted.Number is NumberFormat.Fp8E4M3 && wanted.Sharing == ScaleSharing.Group)
            return (wanted with { Sharing = ScaleSharing.Channel, GroupSize = 0 }, "FP8 has a scale for each output");
        if (wanted.Number is NumberFormat.NvFp4 or NumberFormat.MxFp4)
            return (wanted, null);

        // MatMulInteger and DequantizeLinear of 8 bit know no groups.
        var isInteger8 = wanted.Number == NumberFormat.Int8 && (options.Activations is ActivationFormat.Int8Dynamic or ActivationFormat.Int8Static || options.Operator == WeightOperator.Dequantize);
        if (isInteger8)
        {
            var grid = wanted with { Sharing = wanted.Sharing == ScaleSharing.Group ? ScaleSharing.Channel : wanted.Sharing, GroupSize = 0, IsSymmetric = true };
            return (grid, null);
        }

        if (wanted.Sharing != ScaleSharing.Group || columns % wanted.GroupSize == 0)
            return (wanted, null);

        // Padding a row to whole groups costs bytes: a smaller group that divides it costs fewer.
        var divisor = Math.Min(1 << BitOperations.TrailingZeroCount(columns), (int)BitOperations.RoundUpToPowerOf2((uint)wanted.GroupSize));
        if (divisor >= BlockMin && divisor < wanted.GroupSize)
            return (wanted with { GroupSize = divisor }, $"groups of {divisor}: {wanted.GroupSize} does not divide {columns} inputs");
        var group = Math.Min(wanted.GroupSize, Math.Max(BlockMin, (int)BitOperations.RoundUpToPowerOf2((uint)columns)));
        return (wanted with { GroupSize = group }, $"{columns} inputs are padded to {(columns + group - 1) / group * group} for groups of {group}");
    }
}
