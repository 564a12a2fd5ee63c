using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Formats.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Simulation;

/// <summary>
/// Rounds tensors as <see cref="ScaleRules"/> and <see cref="GridRounding"/> round matrices, to the same bits and on any device: every division is one
/// (by a tensor, because some devices replace division by a number with a product), and powers of two come from the number's own exponent.
/// </summary>
internal static class GridTensor
{
    /// <summary>The nearest matrix [outputs, inputs] on a grid, without gradient.</summary>
    public static Tensor Round(Tensor matrix, WeightGrid grid)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var groups = Split(matrix, grid);
        var rounded = grid.Number switch
        {
            NumberFormat.Fp8E4M3 => Scaled(groups, OneIfZero(Largest(groups) / Number(groups, Fp8E4M3.Largest)), E4M3),
            NumberFormat.NvFp4 => Scaled(groups, NvFp4Scale(groups), E2M1),
            NumberFormat.MxFp4 => Scaled(groups, MxFp4Scale(groups), E2M1),
            _ => Integers(groups, grid),
        };
        return Join(rounded, matrix, grid).MoveToOuterDisposeScope();
    }

    // Zeros at the end of a row change no group's scale: every rule looks at a range that is widened to zero, or at magnitudes.
    private static Tensor Split(Tensor matrix, WeightGrid grid)
    {
        if (grid.Sharing != ScaleSharing.Group)
            return grid.Sharing == ScaleSharing.Tensor ? matrix.reshape(1, -1) : matrix;

        var missing = Padding(matrix.shape[1], grid.GroupSize);
        var whole = missing == 0 ? matrix : nn.functional.pad(matrix, [0, missing]);
        return whole.reshape(-1, grid.GroupSize);
    }

    private static Tensor Join(Tensor groups, Tensor matrix, WeightGrid grid)
    {
        if (grid.Sharing != ScaleSharing.Group)
            return groups.reshape(matrix.shape);

        var (rows, columns) = (matrix.shape[0], matrix.shape[1]);
        return groups.reshape(rows, columns + Padding(columns, grid.GroupSize)).narrow(1, 0, columns).contiguous();
    }

    private static long Padding(long columns, int group) => (group - columns % group) % group;

    private static Tensor Integers(Tensor groups, WeightGrid grid)
    {
        var (scale, zero) = grid.IsSymmetric ? Symmetric(groups, grid.Bits) : Asymmetric(groups, grid.Bits);
        var codes = ((groups / scale).round() + zero).clamp(0, (1 << grid.Bits) - 1);
        return (codes - zero) * scale;
    }

    private static (Tensor Scale, Tensor Zero) Symmetric(Tensor groups, int bits)
    {
        var (least, most) = (groups.amin([-1], keepdim: true), groups.amax([-1], keepdim: true));
        var zero = 1 << (bits - 1);
        var scale = bits == 8
            ? maximum(-least, most) / Number(groups, 127)
            : where((-least).ge(most), least, most) / Number(groups, -zero);
        return (OneIfZero(scale), Number(groups, zero));
    }

    private static (Tensor Scale, Tensor Zero) Asymmetric(Tensor groups, int bits)
    {
        var highest = (1 << bits) - 1;
        var (least, most) = (groups.amin([-1], keepdim: true).clamp_max(0), groups.amax([-1], keepdim: true).clamp_min(0));
        var scale = OneIfZero((most - least) / Number(groups, highest));
        return (scale, (-least / scale).round().clamp(0, highest));
    }

    private static Tensor NvFp4Scale(Tensor groups)
    {
        var tensorScale = OneIfZero(groups.abs().max() / Number(groups, Fp4E2M1.Largest * Fp8E4M3.Largest));
        return E4M3(Largest(groups) / Number(groups, Fp4E2M1.Largest) / tensorScale).clamp_min(Fp8E4M3.Smallest) * tensorScale;
    }

    // 2^(floor(log2 amax) - 2), the smallest normal number at least.
    private static Tensor MxFp4Scale(Tensor groups)
    {
        var largest = Largest(groups);
        return where(largest.eq(0), Number(groups, 1), (NextPower(largest) * 0.125f).clamp_min(1.17549435e-38f));
    }

    private static Tensor Scaled(Tensor groups, Tensor scale, Func<Tensor, Tensor> round) => round(groups / scale) * scale;

    private static Tensor E4M3(Tensor values)
    {
        // Below 2^-6 the step is that of 2^-6.
        var step = NextPower(values.abs().clamp_min(1 / 64f)) * (1 / 16f);
        return ((values / step).round() * step).clamp(-Fp8E4M3.Largest, Fp8E4M3.Largest);
    }

    private static Tensor E2M1(Tensor values)
    {
        var magnitude = values.abs();
        var step = where(magnitude.lt(2), Number(values, 0.5f), where(magnitude.lt(4), Number(values, 1), Number(values, 2)));
        return ((values / step).round() * step).clamp(-Fp4E2M1.Largest, Fp4E2M1.Largest);
    }

    /// <summary>The smallest power of two above each positive number; exact, as a number divided by its own mantissa.</summary>
    private static Tensor NextPower(Tensor positive) => positive / frexp(positive).Mantissa;

    private static Tensor Largest(Tensor groups) => groups.abs().amax([-1], keepdim: true);

    private static Tensor OneIfZero(Tensor scale) => where(scale.eq(0), Number(scale, 1), scale);

    private static Tensor Number(Tensor like, float value) => tensor(value, device: like.device);
}
