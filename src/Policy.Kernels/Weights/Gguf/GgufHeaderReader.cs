using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Weights.Gguf;

/// <summary>Reads the front of a GGUF file, value after value, never past its end and never more than it can hold. Not thread-safe.</summary>
internal sealed class GgufHeaderReader(WeightFileHandle file)
{
    private const int PieceBytes = 1 << 16;
    private const int ArrayDepthMax = 4;

    private readonly byte[] _piece = new byte[PieceBytes];
    private int _at;
    private int _filled;

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    public T Number<T>()
        where T : unmanaged
    {
        Span<byte> bytes = stackalloc byte[Marshal.SizeOf<T>()];
        Read(bytes);
        return MemoryMarshal.Read<T>(bytes);
    }

    public string Text()
    {
        var bytes = new byte[Count(elementBytes: 1)];
        Read(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>A metadata value: a number, <see cref="bool"/>, <see cref="string"/>, or an array of them.</summary>
    public object Value(int depth = 0) => (GgufType)Number<uint>() switch
    {
        GgufType.Array => depth < ArrayDepthMax ? Array(depth) : throw Malformed("nests arrays too deeply"),
        var type => Scalar(type),
    };

    /// <summary>A count of things of which each takes at least <paramref name="elementBytes"/>: checked before memory is set aside.</summary>
    public int Count(int elementBytes)
    {
        var count = Number<ulong>();
        if (count > (ulong)((file.Length - Position) / elementBytes) || count > int.MaxValue)
            throw Malformed($"claims {count} values where only {file.Length - Position} bytes follow");
        return (int)count;
    }

    public LocalModelException Malformed(string what) =>
        new($"'{file.Path}' is not a complete GGUF file: near byte {Position} it {what}. Download or convert it again.");

    private object Scalar(GgufType type) => type switch
    {
        GgufType.UInt8 => Number<byte>(),
        GgufType.Int8 => Number<sbyte>(),
        GgufType.UInt16 => Number<ushort>(),
        GgufType.Int16 => Number<short>(),
        GgufType.UInt32 => Number<uint>(),
        GgufType.Int32 => Number<int>(),
        GgufType.Float32 => Number<float>(),
        GgufType.Bool => Number<byte>() != 0,
        GgufType.Text => Text(),
        GgufType.UInt64 => Number<ulong>(),
        GgufType.Int64 => Number<long>(),
        GgufType.Float64 => Number<double>(),
        _ => throw Malformed($"has a metadata value of unknown type {(uint)type}"),
    };

    // The large arrays (a vocabulary and its scores) get their own types; boxes would multiply their memory.
    private object Array(int depth)
    {
        var type = (GgufType)Number<uint>();
        return type switch
        {
            GgufType.Text => Many(sizeof(ulong), Text),
            GgufType.Float32 => Many(sizeof(float), Number<float>),
            GgufType.Int32 => Many(sizeof(int), Number<int>),
            GgufType.UInt32 => Many(sizeof(uint), Number<uint>),
            GgufType.Array => Many(sizeof(uint), () => depth < ArrayDepthMax ? Array(depth + 1) : throw Malformed("nests arrays too deeply")),
            _ => Many(1, () => Scalar(type)),
        };
    }

    private T[] Many<T>(int elementBytes, Func<T> one)
    {
        var values = new T[Count(elementBytes)];
        for (var i = 0; i < values.Length; i++)
            values[i] = one();
        return values;
    }

    private void Read(Span<byte> destination)
    {
        if (destination.Length > file.Length - Position)
            throw Malformed("ends");
        while (destination.Length > 0)
        {
            if (_at == _filled)
            {
                _filled = (int)Math.Min(PieceBytes, file.Length - Position);
                _at = 0;
                file.Read(Position, _piece.AsSpan(0, _filled));
            }

            var length = Math.Min(destination.Length, _filled - _at);
            _piece.AsSpan(_at, length).CopyTo(destination);
            destination = destination[length..];
            _at += length;
            Position += length;
        }
    }
}
