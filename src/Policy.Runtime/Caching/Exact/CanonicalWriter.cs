using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OptPolicy;

/// <summary>Writes values so that different sequences of values never give the same bytes: everything has a tag or a length before it.</summary>
/// <remarks>The buffer is rented; dispose the writer to return it.</remarks>
internal ref struct CanonicalWriter
{
    private const int StartingSize = 4_096;
    private const int NullLength = -1;

    private byte[] _buffer;
    private int _length;

    public CanonicalWriter()
    {
        _buffer = ArrayPool<byte>.Shared.Rent(StartingSize);
    }

    public void Tag(KeyPart part) => Space(1)[0] = (byte)part;

    public void Number(long value) => BinaryPrimitives.WriteInt64LittleEndian(Space(sizeof(long)), value);

    public void Number(double value) => Number(BitConverter.DoubleToInt64Bits(value));

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        value.CopyTo(Space(value.Length));
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Number(NullLength);
            return;
        }

        var bytes = Encoding.UTF8.GetByteCount(value);
        Number(bytes);
        Encoding.UTF8.GetBytes(value, Space(bytes));
    }

    /// <summary>Text whose line ends do not matter to a model.</summary>
    public void Prose(string? value) =>
        Text(value is not null && value.Contains('\r', StringComparison.Ordinal)
            ? value.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
            : value);

    public readonly void Hash(Span<byte> destination) => SHA256.HashData(_buffer.AsSpan(0, _length), destination);

    public void Dispose()
    {
        // Prompts do not stay behind in a shared pool.
        _buffer.AsSpan(0, _length).Clear();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private Span<byte> Space(int bytes)
    {
        if (_length + bytes > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + bytes));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            _buffer.AsSpan(0, _length).Clear();
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var space = _buffer.AsSpan(_length, bytes);
        _length += bytes;
        return space;
    }
}
