using System.Numerics.Tensors;
using OptPolicy.Quantization.Formats.Numbers;

namespace OptPolicy.Quantization.Formats;

/// <summary>
/// Scale and zero point from a group's range: pure functions of float32 arithmetic, so that training can round exactly as packing does.
/// A scale that comes out 0 (a group of zeros) is 1.
/// </summary>
public static class ScaleRules
{
    /// <summary>
    /// Integers whose zero has the middle code z = 2^(b−1). 2 and 4 bits: e = the end of larger magnitude (the negative one on a tie),
    /// s = e / −2^(b−1), so that the extreme has code 0 as in MatMulNBits and GGUF's Q4_0; s is negative when e is positive.
    /// 8 bits: s = max(−min, max) / 127, codes 1…255, as QLinear and MatMulInteger kernels expect.
    /// </summary>
    /// <param name="bits">2, 4 or 8.</param>
    /// <param name="min">Smallest weight.</param>
    /// <param name="max">Largest weight.</param>
    public static GroupScale SymmetricInteger(int bits, float min, float max)
    {
        var zero = 1 << (bits - 1);
        var scale = bits == 8 ? Math.Max(-min, max) / 127f : (-min >= max ? min : max) / -zero;
        return new(OneIfZero(scale), (byte)zero);
    }

    /// <summary>Integers with a zero point: lo = min(min, 0), hi = max(max, 0), s = (hi − lo) / (2^b − 1), z = clamp(round(−lo / s), 0, 2^b − 1), ties to even.</summary>
    /// <param name="bits">2, 4 or 8.</param>
    /// <param name="min">Smallest weight.</param>
    /// <param name="max">Largest weight.</param>
    public static GroupScale AsymmetricInteger(int bits, float min, float max)
    {
        var largest = (1 << bits) - 1;
        min = Math.Min(min, 0f);
        max = Math.Max(max, 0f);
        var scale = OneIfZero((max - min) / largest);
        return new(scale, (byte)Math.Clamp(MathF.Round(-min / scale), 0f, largest));
    }

    /// <summary>FP8 E4M3: s = amax / 448.</summary>
    /// <param name="amax">Largest magnitude of the tensor, channel or group.</param>
    public static GroupScale Fp8(float amax) => new(OneIfZero(amax / Fp8E4M3.Largest), 0);

    /// <summary>NVFP4's scale of the tensor: amax / (6 · 448), so that the largest block's E4M3 scale is 448.</summary>
    /// <param name="amax">Largest magnitude of the tensor.</param>
    public static float NvFp4Tensor(float amax) => OneIfZero(amax / (Fp4E2M1.Largest * Fp8E4M3.Largest));

    /// <summary>
    /// NVFP4's scale of a block: max(E4M3(amax / 6 / tensorScale), 2⁻⁹) · tensorScale, in float32. Kernels that multiply by the two factors one after
    /// the other may differ in the last bit of the weight.
    /// </summary>
    /// <param name="amax">Largest magnitude of the block of 16.</param>
    /// <param name="tensorScale">From <see cref="NvFp4Tensor"/>.</param>
    public static GroupScale NvFp4Block(float amax, float tensorScale)
        => new(Math.Max(Fp8E4M3.Round(amax / Fp4E2M1.Largest / tensorScale), Fp8E4M3.Smallest) * tensorScale, 0);

    /// <summary>MXFP4's scale of a block of 32: 2^(⌊log₂ amax⌋ − 2), kept within 2^±127 (OCP MX 1.0, section 6.3: 2 is E2M1's largest exponent).</summary>
    /// <param name="amax">Largest magnitude of the block.</param>
    public static GroupScale MxFp4(float amax)
    {
        if (amax == 0)
            return new(1f, 0);
        var exponent = Math.Clamp(MathF.ILogB(amax) - 2, -127, 127);
        return new(Fp8E8M0.Decode((byte)(exponent + 127)), 0);
    }

    /// <summary>What <paramref name="values"/> of one group share on a grid.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="values">The group's weights, finite.</param>
    /// <param name="tensorScale">NVFP4's scale of the tensor; otherwise unused.</param>
    public static GroupScale Fit(WeightGrid grid, ReadOnlySpan<float> values, float tensorScale)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return values.IsEmpty ? Fit(grid, 0f, 0f, tensorScale) : Fit(grid, TensorPrimitives.Min(values), TensorPrimitives.Max(values), tensorScale);
    }

    /// <summary>What a group with this range shares on a grid.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="min">Smallest weight.</param>
    /// <param name="max">Largest weight.</param>
    /// <param name="tensorScale">NVFP4's scale of the tensor; otherwise unused.</param>
    public static GroupScale Fit(WeightGrid grid, float min, float max, float tensorScale)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return grid.Number switch
        {
            NumberFormat.Fp8E4M3 => Fp8(Math.Max(-min, max)),
            NumberFormat.NvFp4 => NvFp4Block(Math.Max(-min, max), tensorScale),
            NumberFormat.MxFp4 => MxFp4(Math.Max(-min, max)),
            _ when grid.IsSymmetric => SymmetricInteger(grid.Bits, min, max),
            _ => AsymmetricInteger(grid.Bits, min, max),
        };
    }

    private static float OneIfZero(float scale) => scale == 0f ? 1f : scale;
}
