using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OptPolicy.Quantization.Formats.Numbers;

namespace OptPolicy.Quantization.Formats;

/// <summary>
/// A weight to its code and back. Integers: code = clamp(round(w / s) + z, 0, 2^b − 1) with ties to even, weight = (code − z) · s. Floating point:
/// code = encode(w / s), weight = value(code) · s. All in float32, division not replaced by a product, so that a tensor library gets the same bits.
/// </summary>
public static class GridRounding
{
    /// <summary>The code of one weight.</summary>
    public static byte Encode(NumberFormat number, GroupScale group, float value) => number switch
    {
        NumberFormat.Fp8E4M3 => Fp8E4M3.Encode(value / group.Scale),
        NumberFormat.NvFp4 or NumberFormat.MxFp4 => Fp4E2M1.Encode(value / group.Scale),
        _ => (byte)Math.Clamp(MathF.Round(value / group.Scale) + group.ZeroPoint, 0f, HighestCode(number)),
    };

    /// <summary>The weight of one code.</summary>
    public static float Decode(NumberFormat number, GroupScale group, byte code) => number switch
    {
        NumberFormat.Fp8E4M3 => Fp8E4M3.Decode(code) * group.Scale,
        NumberFormat.NvFp4 or NumberFormat.MxFp4 => Fp4E2M1.Decode(code) * group.Scale,
        _ => (code - group.ZeroPoint) * group.Scale,
    };

    /// <summary>The nearest weight on the grid.</summary>
    public static float Round(NumberFormat number, GroupScale group, float value) => Decode(number, group, Encode(number, group, value));

    /// <summary>The codes of a group.</summary>
    /// <param name="number">What one code is.</param>
    /// <param name="group">What the weights share.</param>
    /// <param name="values">The weights.</param>
    /// <param name="codes">Receives as many codes.</param>
    public static void Encode(NumberFormat number, GroupScale group, ReadOnlySpan<float> values, Span<byte> codes)
    {
        var done = number is NumberFormat.Int2 or NumberFormat.Int4 or NumberFormat.Int8 ? EncodeSixteens(number, group, values, codes) : 0;
        for (var i = done; i < values.Length; i++)
            codes[i] = Encode(number, group, values[i]);
    }

    /// <summary>The weights of a group.</summary>
    /// <param name="number">What one code is.</param>
    /// <param name="group">What the weights share.</param>
    /// <param name="codes">The codes.</param>
    /// <param name="values">Receives as many weights.</param>
    public static void Decode(NumberFormat number, GroupScale group, ReadOnlySpan<byte> codes, Span<float> values)
    {
        for (var i = 0; i < codes.Length; i++)
            values[i] = Decode(number, group, codes[i]);
    }

    private static float HighestCode(NumberFormat number) => number switch
    {
        NumberFormat.Int2 => 3f,
        NumberFormat.Int4 => 15f,
        _ => 255f,
    };

    private static int EncodeSixteens(NumberFormat number, GroupScale group, ReadOnlySpan<float> values, Span<byte> codes)
    {
        var whole = values.Length & ~15;
        var scale = Vector128.Create(group.Scale);
        var zero = Vector128.Create((float)group.ZeroPoint);
        var high = Vector128.Create(HighestCode(number));
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(codes);
        for (var i = 0; i < whole; i += 16)
        {
            var low = Vector128.Narrow(Four(ref from, i, scale, zero, high), Four(ref from, i + 4, scale, zero, high));
            var top = Vector128.Narrow(Four(ref from, i + 8, scale, zero, high), Four(ref from, i + 12, scale, zero, high));
            Vector128.Narrow(low.AsUInt16(), top.AsUInt16()).StoreUnsafe(ref to, (nuint)i);
        }

        return whole;
    }

    private static Vector128<int> Four(ref float from, int at, Vector128<float> scale, Vector128<float> zero, Vector128<float> high)
    {
        var code = Vector128.Round(Vector128.LoadUnsafe(ref from, (nuint)at) / scale) + zero;
        return Vector128.ConvertToInt32(Vector128.Min(Vector128.Max(code, Vector128<float>.Zero), high));
    }
}
