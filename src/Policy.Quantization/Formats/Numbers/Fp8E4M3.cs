namespace OptPolicy.Quantization.Formats.Numbers;

/// <summary>
/// FP8 E4M3FN of the OCP 8-bit floating point specification 1.0: 1 sign, 4 exponent (bias 7) and 3 mantissa bits, largest 448, smallest normal
/// 2⁻⁶, subnormals in steps of 2⁻⁹, no infinities, NaN only as S.1111.111.
/// </summary>
/// <remarks>
/// As a formula on tensors, for |x| ≤ 448: step = 2^(max(⌊log₂|x|⌋, −6) − 3), result = round(x / step) · step with ties to even; larger x become ±448.
/// </remarks>
public static class Fp8E4M3
{
    /// <summary>The largest value, 448.</summary>
    public const float Largest = 448f;

    /// <summary>The smallest positive value, 2⁻⁹.</summary>
    public const float Smallest = 1f / 512f;

    /// <summary>The code of NaN.</summary>
    public const byte NaN = 0x7F;

    /// <summary>The nearest code, ties to the even mantissa; beyond ±448 (infinities too) the largest; NaN keeps its sign and is NaN.</summary>
    public static byte Encode(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        var sign = (byte)(bits >> 24 & 0x80);
        var magnitude = bits & 0x7FFFFFFF;
        if (magnitude > 0x7F800000)
            return (byte)(sign | NaN);

        // Below 2⁻⁶ the step is fixed; the product by 2⁹ is exact, so that one rounding happens.
        if (magnitude < 0x3C800000)
            return (byte)(sign | (byte)MathF.Round(BitConverter.UInt32BitsToSingle(magnitude) * 512f));

        var rounded = (magnitude + 0x7FFFF + (magnitude >> 20 & 1)) >> 20;
        return (byte)(sign | Math.Min(rounded - (120u << 3), 0x7Eu));
    }

    /// <summary>The value of a code, exactly.</summary>
    public static float Decode(byte code)
    {
        var magnitude = code & 0x7F;
        var value = magnitude switch
        {
            // float.NaN has its sign bit set.
            NaN => BitConverter.Int32BitsToSingle(0x7FC00000),
            < 8 => magnitude * Smallest,
            _ => BitConverter.Int32BitsToSingle(magnitude + (120 << 3) << 20),
        };
        return code < 0x80 ? value : -value;
    }

    /// <summary>The nearest representable value.</summary>
    public static float Round(float value) => Decode(Encode(value));
}
