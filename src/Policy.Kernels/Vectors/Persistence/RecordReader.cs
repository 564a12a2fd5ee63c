using System.Buffers.Binary;

namespace OptPolicy.Kernels.Vectors.Persistence;

/// <summary>Reads a file of records from its header to its end, past damaged bytes.</summary>
internal sealed class RecordReader : IDisposable
{
    private const int LeastBuffer = 1 << 20;

    private readonly FileStream _file;
    private readonly int _length;
    private readonly byte[] _buffer;
    private long _start;
    private int _position;
    private int _filled;

    public RecordReader(string path, StoreHeader header, int length)
    {
        _length = length;
        _buffer = new byte[Math.Max(LeastBuffer, 4 * StoreRecord.Size(StoreRecordKind.Added, length))];
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var bytes = new byte[StoreHeader.Size];
        var read = _file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        HasHeader = header.Matches(bytes.AsSpan(0, read), path);
        _start = read;
        ValidEnd = HasHeader ? read : 0;
    }

    /// <summary>Whether the header is there and not damaged.</summary>
    public bool HasHeader { get; }

    /// <summary>Damaged bytes passed over to find the last record, and where they begin.</summary>
    public (long Offset, long Bytes) Skipped { get; private set; }

    /// <summary>Where the last valid record ends. After the end, what follows is damaged.</summary>
    public long ValidEnd { get; private set; }

    public long FileLength => _file.Length;

    /// <summary>The next valid record. It is valid until the next call.</summary>
    public bool TryRead(out StoreRecord record)
    {
        var from = _start + _position;
        Skipped = (from, 0);
        while (Fill(StoreRecord.Size(StoreRecordKind.Removed, _length)))
        {
            var kind = (StoreRecordKind)BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_position));
            var size = StoreRecord.Size(kind, _length);
            if (size > 0 && Fill(size) && StoreRecord.TryRead(_buffer.AsSpan(_position, size), _length, out record) > 0)
            {
                Skipped = (from, _start + _position - from);
                _position += size;
                ValidEnd = _start + _position;
                return true;
            }

            _position++;
        }

        record = default;
        return false;
    }

    public void Dispose() => _file.Dispose();

    private bool Fill(int bytes)
    {
        if (_filled - _position >= bytes)
            return true;
        _buffer.AsSpan(_position, _filled - _position).CopyTo(_buffer);
        _start += _position;
        _filled -= _position;
        _position = 0;
        _filled += _file.ReadAtLeast(_buffer.AsSpan(_filled), bytes - _filled, throwOnEndOfStream: false);
        return _filled >= bytes;
    }
}
