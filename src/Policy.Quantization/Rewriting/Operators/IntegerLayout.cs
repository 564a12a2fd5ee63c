using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Rewriting.Operators;

/// <summary>Codes as ONNX's integer operators want them: signed, [inputs, outputs].</summary>
internal static class IntegerLayout
{
    private const int Middle = 128;

    /// <summary>8-bit codes as signed bytes.</summary>
    public static byte[] InputMajor(QuantizedMatrix weights)
    {
        var codes = MatrixLayout.Transpose(weights.Codes, weights.Rows, weights.Columns);
        foreach (ref var code in codes.AsSpan())
            code = unchecked((byte)(sbyte)(code - Middle));
        return codes;
    }

    /// <summary>Two 4-bit codes a byte, the lower first, in the order [inputs, outputs].</summary>
    public static byte[] PackedPairs(byte[] codes)
    {
        var packed = new byte[(codes.Length + 1) / 2];
        for (var i = 0; i < codes.Length; i++)
            packed[i / 2] |= (byte)((codes[i] & 15) << (4 * (i % 2)));
        return packed;
    }
}
