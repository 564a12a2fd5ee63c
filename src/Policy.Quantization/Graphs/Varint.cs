namespace OptPolicy.Quantization.Graphs;

/// <summary>Protobuf's integers: seven bits a byte, the lowest first.</summary>
internal static class Varint
{
    private const int BytesMax = 10;

    public static int Length(ulong value)
    {
        var length = 1;
        for (; value >= 0x80; value >>= 7)
            length++;
        return length;
    }

    public static void Write(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }

    /// <exception cref="InvalidDataException">The number does not end.</exception>
    public static ulong Read(ReadOnlySpan<byte> bytes, ref int position)
    {
        var value = 0UL;
        for (var i = 0; i < BytesMax && position < bytes.Length; i++)
        {
            var part = bytes[position++];
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
                return value;
        }

        throw new InvalidDataException("A number does not end.");
    }
}
