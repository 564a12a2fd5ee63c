using System.Text;

namespace OptPolicy.Kernels.Onnx;

/// <summary>Reads the fields of one protobuf message from a stream, skipping what nobody asks for. Not thread-safe.</summary>
/// <exception cref="InvalidDataException">From every member: the bytes are no protobuf message.</exception>
internal sealed class ProtobufReader(Stream stream, long end)
{
    private const int TextBytesMax = 1 << 20;
    private const int VarintBytesMax = 10;

    private int _wire;

    /// <summary>Number of the field that <see cref="Next"/> moved to.</summary>
    public int Field { get; private set; }

    /// <summary>Moves to the next field; its value must then be read or skipped.</summary>
    public bool Next()
    {
        if (stream.Position >= end)
            return false;
        var tag = Varint();
        Field = (int)(tag >> 3);
        _wire = (int)(tag & 7);
        return true;
    }

    public long Integer() => _wire == 0 ? unchecked((long)Varint()) : throw new InvalidDataException($"Field {Field} is no integer.");

    public string Text()
    {
        var length = Length();
        if (length > TextBytesMax)
            throw new InvalidDataException($"Field {Field} claims a text of {length} bytes.");
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The field as a message, to be read to its end before this reader goes on.</summary>
    public ProtobufReader Message() => new(stream, Length() + stream.Position);

    public void Skip()
    {
        var length = _wire switch
        {
            0 => SkipVarint(),
            1 => sizeof(long),
            2 => Length(),
            5 => sizeof(int),
            _ => throw new InvalidDataException($"Field {Field} has wire type {_wire}."),
        };
        if (length > end - stream.Position)
            throw new InvalidDataException($"Field {Field} goes beyond its message.");
        stream.Seek(length, SeekOrigin.Current);
    }

    private long SkipVarint()
    {
        Varint();
        return 0;
    }

    private long Length()
    {
        if (_wire != 2)
            throw new InvalidDataException($"Field {Field} holds no bytes.");
        var length = Varint();
        return length <= (ulong)(end - stream.Position) ? (long)length : throw new InvalidDataException($"Field {Field} claims {length} bytes.");
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var i = 0; i < VarintBytesMax && stream.Position < end; i++)
        {
            var part = stream.ReadByte();
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
                return part < 0 ? throw new InvalidDataException("The file ends inside a number.") : value;
        }

        throw new InvalidDataException("A number does not end.");
    }
}
