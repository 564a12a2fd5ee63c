namespace OptPolicy.Quantization.Formats.Numbers;

/// <summary>
/// FP4 E2M1 of the OCP microscaling formats (MX) specification 1.0: codes 0…7 are 0, 0.5, 1, 1.5, 2, 3, 4, 6; bit 3 is the sign; no infinities, no NaN.
/// </summary>
/// <remarks>
/// As a formula on tensors, for |x| ≤ 6: step = 0.5 below 2, 1 below 4, else 2; result = round(x / step) · step with ties to even; larger x become ±6.
/// </remarks>
public static class Fp4E2M1
{
    /// <summary>The largest value, 6.</summary>
    public const float Largest = 6f;

    /// <summary>The nearest code, ties to the even mantissa; beyond ±6 the largest; NaN, which the format lacks, becomes the largest.</summary>
    public static byte Encode(float value)
    {
        var magnitude = Math.Abs(value);
        // Thresholds lie midway; where the upper neighbour's code is even, the tie belongs to it.
        var code = magnitude switch
        {
            <= 0.25f => 0,
            < 0.75f => 1,
            <= 1.25f => 2,
            < 1.75f => 3,
            <= 2.5f => 4,
            < 3.5f => 5,
            <= 5f => 6,
            _ => 7,
        };
        return (byte)(float.IsNegative(value) ? code | 8 : code);
    }

    /// <summary>The value of a code (its low four bits), exactly.</summary>
    public static float Decode(byte code)
    {
        var magnitude = code & 7;
        var value = magnitude < 2 ? magnitude * 0.5f : BitConverter.Int32BitsToSingle((magnitude + (126 << 1)) << 22);
        return (code & 8) == 0 ? value : -value;
    }

    /// <summary>The nearest representable value.</summary>
    public static float Round(float value) => Decode(Encode(value));
}
