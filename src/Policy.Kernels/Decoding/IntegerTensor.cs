using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Decoding;

/// <summary>A small integer input whose memory stays in place, so that a call only writes numbers. Graphs want int64 or int32.</summary>
internal sealed class IntegerTensor : IDisposable
{
    private readonly byte[] _bytes;
    private readonly bool _isWide;

    public IntegerTensor(TensorElementType type, params long[] shape)
    {
        _isWide = type switch
        {
            TensorElementType.Int64 => true,
            TensorElementType.Int32 => false,
            _ => throw new LocalModelException($"The graph wants an integer input as {type}; int64 and int32 are supported."),
        };
        Count = checked((int)shape.Aggregate(1L, (product, dimension) => product * dimension));
        _bytes = GC.AllocateUninitializedArray<byte>(Count * (_isWide ? sizeof(long) : sizeof(int)), pinned: true);
        unsafe
        {
            fixed (byte* data = _bytes)
                Value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, (nint)data, _bytes.Length);
        }
    }

    public OrtValue Value { get; }

    public int Count { get; }

    public void Set(int index, long value)
    {
        if (_isWide)
            MemoryMarshal.Cast<byte, long>(_bytes.AsSpan())[index] = value;
        else
            MemoryMarshal.Cast<byte, int>(_bytes.AsSpan())[index] = (int)value;
    }

    public void Fill(ReadOnlySpan<int> values)
    {
        if (!_isWide)
        {
            MemoryMarshal.AsBytes(values).CopyTo(_bytes);
            return;
        }

        var target = MemoryMarshal.Cast<byte, long>(_bytes.AsSpan());
        for (var i = 0; i < values.Length; i++)
            target[i] = values[i];
    }

    public void Dispose() => Value.Dispose();
}
