namespace OptPolicy.Quantization.Graphs;

/// <summary>One field of a protobuf message: its bytes as they were read, or a new value.</summary>
internal readonly struct WireField
{
    private readonly ReadOnlyMemory<byte> _raw;

    private WireField(int number, int wire, ulong integer, ReadOnlyMemory<byte> bytes, WireMessage? message, ReadOnlyMemory<byte> raw)
    {
        (Number, Wire, Integer, Bytes, Message, _raw) = (number, wire, integer, bytes, message, raw);
    }

    public int Number { get; }

    public int Wire { get; }

    /// <summary>The value of a varint.</summary>
    public ulong Integer { get; }

    /// <summary>The value of a text, a message, bytes or a fixed-size number.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The message that replaces <see cref="Bytes"/>.</summary>
    public WireMessage? Message { get; }

    /// <summary>Bytes that <see cref="WriteTo"/> writes.</summary>
    public long Length => !_raw.IsEmpty ? _raw.Length : Varint.Length(Tag) + (Wire switch
    {
        WireType.Varint => Varint.Length(Integer),
        WireType.Bytes => Varint.Length((ulong)ContentLength) + ContentLength,
        _ => Bytes.Length,
    });

    private ulong Tag => (ulong)Number << 3 | (uint)Wire;

    private long ContentLength => Message?.Length ?? Bytes.Length;

    /// <param name="raw">Tag, length and value: written as they are, so that an encoder's habits survive.</param>
    public static WireField Read(int number, int wire, ulong integer, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> raw) => new(number, wire, integer, bytes, null, raw);

    public static WireField Of(int number, long value) => new(number, WireType.Varint, unchecked((ulong)value), default, null, default);

    public static WireField Of(int number, ReadOnlyMemory<byte> value) => new(number, WireType.Bytes, 0, value, null, default);

    public static WireField Of(int number, WireMessage message) => new(number, WireType.Bytes, 0, default, message, default);

    public void WriteTo(Stream stream)
    {
        if (!_raw.IsEmpty)
        {
            stream.Write(_raw.Span);
            return;
        }

        Varint.Write(stream, Tag);
        switch (Wire)
        {
            case WireType.Varint:
                Varint.Write(stream, Integer);
                break;
            case WireType.Bytes:
                Varint.Write(stream, (ulong)ContentLength);
                if (Message is not null)
                    Message.WriteTo(stream);
                else
                    stream.Write(Bytes.Span);
                break;
            default:
                stream.Write(Bytes.Span);
                break;
        }
    }
}

/// <summary>How a value is encoded (protobuf encoding guide, "message structure"). Groups do not occur in ONNX.</summary>
internal static class WireType
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int Bytes = 2;
    public const int Fixed32 = 5;
}
