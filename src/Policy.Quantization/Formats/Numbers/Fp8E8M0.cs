namespace OptPolicy.Quantization.Formats.Numbers;

/// <summary>FP8 E8M0, the scale of the OCP microscaling formats: code c is 2^(c−127), code 255 NaN.</summary>
public static class Fp8E8M0
{
    /// <summary>The code of NaN.</summary>
    public const byte NaN = 255;

    /// <summary>The value of a code, exactly.</summary>
    public static float Decode(byte code) => code switch
    {
        NaN => float.NaN,
        0 => BitConverter.Int32BitsToSingle(1 << 22),
        _ => BitConverter.Int32BitsToSingle(code << 23),
    };

    /// <summary>The code of a power of two from 2⁻¹²⁷ to 2¹²⁷, or <see langword="null"/> for any other number.</summary>
    public static byte? TryEncode(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(value);
        if (bits == 1 << 22)
            return 0;
        return bits > 0 && (bits & 0x7FFFFF) == 0 && bits >> 23 is > 0 and < 255 ? (byte)(bits >> 23) : null;
    }
}
