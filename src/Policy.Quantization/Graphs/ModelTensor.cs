using System.Runtime.InteropServices;
using System.Numerics.Tensors;

namespace OptPolicy.Quantization.Graphs;

/// <summary>A tensor of a model (TensorProto), whose data is inside the model or in a file beside it. Not thread-safe.</summary>
internal sealed class ModelTensor
{
    // Fields of TensorProto (onnx.proto).
    private const int DimensionField = 1;
    private const int TypeField = 2;
    private const int FloatField = 4;
    private const int Int32Field = 5;
    private const int Int64Field = 7;
    private const int NameField = 8;
    private const int RawField = 9;
    private const int DoubleField = 10;

    private readonly ExternalFolder _folder;

    public ModelTensor(WireMessage message, ExternalFolder folder)
    {
        _folder = folder;
        Message = message;
        Name = message.Text(NameField);
        Type = (TensorType)message.Integer(TypeField);
        Dimensions = [.. message.Integers(DimensionField)];
        External = ExternalPlace.Of(message);
    }

    public WireMessage Message { get; }

    public string Name { get; }

    public TensorType Type { get; }

    public IReadOnlyList<long> Dimensions { get; }

    /// <summary>Where the data is when it is beside the model.</summary>
    public ExternalPlace? External { get; }

    public long Elements => Dimensions.Aggregate(1L, static (product, size) => product * size);

    /// <summary>Bytes of the data.</summary>
    public long Bytes => (Elements * Type.Bits() + 7) / 8;

    public bool IsFloat => Type is TensorType.Float or TensorType.Float16 or TensorType.BFloat16 or TensorType.Double;

    /// <summary>A tensor with its data inside.</summary>
    public static ModelTensor Of(string name, TensorType type, ReadOnlySpan<long> dimensions, ReadOnlyMemory<byte> data, ExternalFolder folder) =>
        new(new WireMessage([.. Header(name, type, dimensions), WireField.Of(RawField, data)]), folder);

    /// <summary>A tensor whose data is in a file beside the model.</summary>
    public static ModelTensor Of(string name, TensorType type, ReadOnlySpan<long> dimensions, ExternalPlace place, ExternalFolder folder)
    {
        var message = new WireMessage(Header(name, type, dimensions));
        place.WriteTo(message);
        return new(message, folder);
    }

    /// <summary>The same data under another name and type-compatible shape.</summary>
    public ModelTensor Renamed(string name)
    {
        var message = new WireMessage(Message.Fields);
        message.Set(NameField, name);
        return new(message, _folder);
    }

    /// <summary>Writes the data as raw bytes, little end first, whichever way it is stored.</summary>
    public void CopyTo(Stream stream)
    {
        if (External is { } place)
            _folder.Copy(place, Bytes, stream);
        else
            stream.Write(Inside().Span);
    }

    /// <summary>All values as float32.</summary>
    /// <exception cref="InvalidDataException">The tensor holds no floating-point numbers, or fewer than its shape says.</exception>
    public float[] ReadFloats()
    {
        var values = new float[checked((int)Elements)];
        var bytes = ReadBytes();
        switch (Type)
        {
            case TensorType.Float:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                break;
            case TensorType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
                break;
            case TensorType.BFloat16:
                var halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < values.Length; i++)
                    values[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
                break;
            case TensorType.Double:
                TensorPrimitives.ConvertTruncating<double, float>(MemoryMarshal.Cast<byte, double>(bytes), values);
                break;
            default:
                throw new InvalidDataException($"The tensor '{Name}' holds {Type}, no floating-point numbers.");
        }

        return values;
    }

    /// <summary>All values of an integer tensor.</summary>
    public long[] ReadIntegers()
    {
        var bytes = ReadBytes();
        return Type switch
        {
            TensorType.Int64 => MemoryMarshal.Cast<byte, long>(bytes).ToArray(),
            TensorType.Int32 => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), static v => (long)v),
            TensorType.UInt8 => Array.ConvertAll(bytes.ToArray(), static v => (long)v),
            TensorType.Int8 => Array.ConvertAll(MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray(), static v => (long)v),
            _ => throw new InvalidDataException($"The tensor '{Name}' holds {Type}, no integers."),
        };
    }

    /// <summary>The data as raw bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        var bytes = External is { } place ? _folder.Read(place, Bytes) : Inside().Span;
        return bytes.Length == Bytes ? bytes : throw new InvalidDataException($"The tensor '{Name}' of {Elements:N0} elements has {bytes.Length:N0} bytes; {Bytes:N0} are expected.");
    }

    // Numbers of 16 bits and fewer lie one by one in int32_data when there is no raw data.
    private ReadOnlyMemory<byte> Inside()
    {
        if (Message.Has(RawField))
            return Message.Bytes(RawField) ?? default;
        return Type switch
        {
            TensorType.Float => Message.Packed(FloatField),
            TensorType.Double => Message.Packed(DoubleField),
            TensorType.Int64 => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(Message.Integers(Int64Field))).ToArray(),
            TensorType.Int32 => MemoryMarshal.AsBytes(Message.Integers(Int32Field).ConvertAll(static v => (int)v).ToArray().AsSpan()).ToArray(),
            TensorType.Float16 or TensorType.BFloat16 or TensorType.Int16 or TensorType.UInt16 =>
                MemoryMarshal.AsBytes(Message.Integers(Int32Field).ConvertAll(static v => unchecked((ushort)v)).ToArray().AsSpan()).ToArray(),
            _ => Message.Integers(Int32Field).ConvertAll(static v => unchecked((byte)v)).ToArray(),
        };
    }

    private static List<WireField> Header(string name, TensorType type, ReadOnlySpan<long> dimensions)
    {
        var fields = new List<WireField>();
        foreach (var size in dimensions)
            fields.Add(WireField.Of(DimensionField, size));
        fields.Add(WireField.Of(TypeField, (long)type));
        fields.Add(WireField.Of(NameField, System.Text.Encoding.UTF8.GetBytes(name)));
        return fields;
    }
}
