using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Quantization.Calibration;

/// <summary>The inputs of one call. Immutable.</summary>
/// <param name="Name">What it came from, for messages: a file and line.</param>
/// <param name="Tensors">By input.</param>
internal sealed record ModelFeed(string Name, IReadOnlyDictionary<string, FeedTensor> Tensors)
{
    /// <summary>The inputs as the runtime wants them; the caller disposes them.</summary>
    public Dictionary<string, OrtValue> ToValues() => Tensors.ToDictionary(static t => t.Key, static t => t.Value.ToValue(), StringComparer.Ordinal);
}

/// <summary>One input: its numbers and shape. Immutable by convention.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Bytes">The numbers, little end first.</param>
internal sealed record FeedTensor(TensorElementType Type, long[] Shape, byte[] Bytes)
{
    public static FeedTensor Integers(NodeMetadata input, string name, ReadOnlySpan<long> values, params long[] shape)
    {
        var bytes = new byte[values.Length * Size(input.ElementDataType)];
        for (var i = 0; i < values.Length; i++)
            Write(bytes, i, input.ElementDataType, values[i], name);
        return new(input.ElementDataType, shape, bytes);
    }

    public static FeedTensor Numbers(NodeMetadata input, string name, ReadOnlySpan<double> values, params long[] shape)
    {
        var bytes = new byte[values.Length * Size(input.ElementDataType)];
        for (var i = 0; i < values.Length; i++)
            Write(bytes, i, input.ElementDataType, values[i], name);
        return new(input.ElementDataType, shape, bytes);
    }

    public static FeedTensor Empty(NodeMetadata input, params long[] shape) => new(input.ElementDataType, shape, []);

    public OrtValue ToValue()
    {
        // A tensor over an empty array is refused, and one that ONNX Runtime allocates is not.
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, Type, Shape);
        if (Bytes.Length > 0)
            Bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    /// <summary>Bytes of an element.</summary>
    public static int Size(TensorElementType type) => type switch
    {
        TensorElementType.Double or TensorElementType.Int64 or TensorElementType.UInt64 => 8,
        TensorElementType.Float or TensorElementType.Int32 or TensorElementType.UInt32 => 4,
        TensorElementType.Float16 or TensorElementType.BFloat16 or TensorElementType.Int16 or TensorElementType.UInt16 => 2,
        TensorElementType.Int8 or TensorElementType.UInt8 or TensorElementType.Bool => 1,
        _ => throw new LocalModelException($"Inputs of type {type} cannot be given."),
    };

    private static void Write(byte[] bytes, int index, TensorElementType type, double value, string name)
    {
        var target = bytes.AsSpan(index * Size(type));
        switch (type)
        {
            case TensorElementType.Float:
                BitConverter.TryWriteBytes(target, (float)value);
                break;
            case TensorElementType.Double:
                BitConverter.TryWriteBytes(target, value);
                break;
            case TensorElementType.Float16:
                BitConverter.TryWriteBytes(target, (Half)value);
                break;
            case TensorElementType.BFloat16:
                BitConverter.TryWriteBytes(target, (ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16));
                break;
            case TensorElementType.Int64:
                BitConverter.TryWriteBytes(target, (long)value);
                break;
            case TensorElementType.Int32:
                BitConverter.TryWriteBytes(target, (int)value);
                break;
            case TensorElementType.Int16:
                BitConverter.TryWriteBytes(target, (short)value);
                break;
            case TensorElementType.UInt8:
                target[0] = (byte)value;
                break;
            case TensorElementType.Int8:
                target[0] = unchecked((byte)(sbyte)value);
                break;
            case TensorElementType.Bool:
                target[0] = value != 0 ? (byte)1 : (byte)0;
                break;
            default:
                throw new LocalModelException($"The input '{name}' is {type}, which calibration cannot make.");
        }
    }
}
