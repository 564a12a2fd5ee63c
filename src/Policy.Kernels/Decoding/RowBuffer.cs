using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Decoding;

/// <summary>Memory for an output of rows (logits, hidden states) that calls write in place; float16 rows are widened for the reader.</summary>
internal sealed class RowBuffer
{
    private readonly TensorElementType _type;
    private readonly int _width;
    private byte[] _bytes = [];
    private float[] _widened = [];
    private int _rows;

    public RowBuffer(TensorElementType type, int width)
    {
        if (type is not (TensorElementType.Float or TensorElementType.Float16))
            throw new LocalModelException($"The graph gives an output as {type}; float32 and float16 are supported.");
        _type = type;
        _width = width;
    }

    private int RowBytes => _width * (IsHalf ? 2 : sizeof(float));

    private bool IsHalf => _type == TensorElementType.Float16;

    /// <summary>Makes room for <paramref name="rows"/> rows. Returns whether the memory moved, so that values over it are void.</summary>
    public bool EnsureRows(int rows)
    {
        if (rows <= _rows)
            return false;
        _rows = rows;
        _bytes = GC.AllocateUninitializedArray<byte>(checked(rows * RowBytes), pinned: true);
        if (IsHalf)
            _widened = GC.AllocateUninitializedArray<float>(rows * _width);
        return true;
    }

    /// <summary>A value of shape [1, <paramref name="rows"/>, width] over the start of the memory.</summary>
    public OrtValue CreateValue(int rows)
    {
        unsafe
        {
            fixed (byte* data = _bytes)
                return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, _type, [1, rows, _width], (nint)data, (long)rows * RowBytes);
        }
    }

    /// <summary>Rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/>, after a call wrote them.</summary>
    public Span<float> Read(int first, int count)
    {
        var bytes = _bytes.AsSpan(first * RowBytes, count * RowBytes);
        if (!IsHalf)
            return MemoryMarshal.Cast<byte, float>(bytes);
        var rows = _widened.AsSpan(0, count * _width);
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), rows);
        return rows;
    }
}
