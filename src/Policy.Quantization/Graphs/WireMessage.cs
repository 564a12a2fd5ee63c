using System.Text;

namespace OptPolicy.Quantization.Graphs;

/// <summary>
/// A protobuf message as the list of its fields, in their order. What nobody edits is written back byte by byte, known or not. Not thread-safe.
/// </summary>
/// <exception cref="InvalidDataException">From every member that reads: the bytes are no protobuf message.</exception>
internal sealed class WireMessage
{
    private readonly List<WireField> _fields;

    public WireMessage(params IEnumerable<WireField> fields) => _fields = [.. fields];

    public IReadOnlyList<WireField> Fields => _fields;

    /// <summary>Bytes that <see cref="WriteTo"/> writes.</summary>
    public long Length => _fields.Sum(static f => f.Length);

    public static WireMessage Parse(ReadOnlyMemory<byte> bytes)
    {
        var message = new WireMessage();
        var span = bytes.Span;
        for (var position = 0; position < span.Length;)
        {
            var start = position;
            var tag = Varint.Read(span, ref position);
            var (number, wire) = (checked((int)(tag >> 3)), (int)(tag & 7));
            var integer = wire == WireType.Varint ? Varint.Read(span, ref position) : 0;
            var length = wire switch
            {
                WireType.Varint => 0,
                WireType.Fixed64 => sizeof(long),
                WireType.Fixed32 => sizeof(int),
                WireType.Bytes => (long)Math.Min(Varint.Read(span, ref position), int.MaxValue),
                _ => throw new InvalidDataException($"Field {number} has wire type {wire}."),
            };
            if (number == 0 || length > span.Length - position)
                throw new InvalidDataException($"Field {number} claims {length} bytes, and {span.Length - position} are left.");
            var value = bytes.Slice(position, (int)length);
            position += (int)length;
            message._fields.Add(WireField.Read(number, wire, integer, value, bytes[start..position]));
        }

        return message;
    }

    public void WriteTo(Stream stream)
    {
        foreach (var field in _fields)
            field.WriteTo(stream);
    }

    /// <summary>The last value of a field, as protobuf has it for a field that may occur once.</summary>
    public string Text(int number) => Last(number) is { } field ? Encoding.UTF8.GetString(field.Bytes.Span) : "";

    public long Integer(int number, long whenMissing = 0) => Last(number) is { Wire: WireType.Varint } field ? unchecked((long)field.Integer) : whenMissing;

    public float? Single(int number) => Last(number) is { Wire: WireType.Fixed32 } field ? BitConverter.ToSingle(field.Bytes.Span) : null;

    public ReadOnlyMemory<byte>? Bytes(int number) => Last(number) is { Wire: WireType.Bytes, Message: null } field ? field.Bytes : null;

    public WireMessage? Nested(int number) => Last(number) is { } field ? field.Message ?? Parse(field.Bytes) : null;

    public IEnumerable<WireMessage> AllNested(int number) => _fields.Where(f => f.Number == number).Select(static f => f.Message ?? Parse(f.Bytes));

    public List<string> Texts(int number) => [.. _fields.Where(f => f.Number == number).Select(static f => Encoding.UTF8.GetString(f.Bytes.Span))];

    /// <summary>The integers of a repeated field, packed or not.</summary>
    public List<long> Integers(int number)
    {
        var values = new List<long>();
        foreach (var field in _fields)
        {
            if (field.Number != number)
                continue;
            if (field.Wire == WireType.Varint)
                values.Add(unchecked((long)field.Integer));
            for (var position = 0; position < field.Bytes.Length;)
                values.Add(unchecked((long)Varint.Read(field.Bytes.Span, ref position)));
        }

        return values;
    }

    /// <summary>The bytes of a repeated field of fixed-size numbers, packed or not.</summary>
    public ReadOnlyMemory<byte> Packed(int number)
    {
        var parts = _fields.Where(f => f.Number == number).Select(static f => f.Bytes).ToList();
        return parts is [var only] ? only : parts.SelectMany(static p => p.ToArray()).ToArray();
    }

    public bool Has(int number) => _fields.Exists(f => f.Number == number);

    public void Set(int number, long value) => Replace(number, WireField.Of(number, value));

    public void Set(int number, string value) => Replace(number, WireField.Of(number, Encoding.UTF8.GetBytes(value)));

    public void Set(int number, IEnumerable<string> values) => Replace(number, [.. values.Select(v => WireField.Of(number, Encoding.UTF8.GetBytes(v)))]);

    /// <summary>Puts fields where those of the number were; at the end when there were none.</summary>
    public void Replace(int number, params ReadOnlySpan<WireField> fields)
    {
        var place = _fields.FindIndex(f => f.Number == number);
        _fields.RemoveAll(f => f.Number == number);
        _fields.InsertRange(place < 0 ? _fields.Count : place, fields.ToArray());
    }

    /// <summary>Replaces one field.</summary>
    public void Put(int place, WireField field) => _fields[place] = field;

    public void Remove(params ReadOnlySpan<int> numbers)
    {
        foreach (var number in numbers)
            _fields.RemoveAll(f => f.Number == number);
    }

    private WireField? Last(int number)
    {
        for (var i = _fields.Count - 1; i >= 0; i--)
        {
            if (_fields[i].Number == number)
                return _fields[i];
        }

        return null;
    }
}
