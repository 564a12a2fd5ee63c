using Microsoft.Win32.SafeHandles;

namespace OptPolicy.Kernels.Vectors.Persistence;

/// <summary>Appends records to the newest journal. Whoever returned from a call has its change in the operating system's hands. Thread-safe.</summary>
internal sealed class JournalFile : IVectorJournal, IDisposable
{
    private readonly Lock _gate = new();
    private readonly bool _flushesAlways;
    private readonly byte[] _record;
    private SafeFileHandle _file;
    private long _end;

    public JournalFile(string path, StoreHeader header, int length, bool flushesAlways)
    {
        _flushesAlways = flushesAlways;
        _record = new byte[StoreRecord.Size(StoreRecordKind.Added, length)];
        (_file, _end) = Open(path, header);
    }

    public long Bytes => Volatile.Read(ref _end);

    /// <summary>Goes on in a new file. Changes that were under way end up in either.</summary>
    public void Rotate(string path, StoreHeader header)
    {
        var next = Open(path, header);
        lock (_gate)
        {
            RandomAccess.FlushToDisk(_file);
            _file.Dispose();
            (_file, _end) = next;
        }
    }

    public void Added(UInt128 partition, long stamp, long id, long expiry, ReadOnlySpan<sbyte> whole) =>
        Append(new StoreRecord { Kind = StoreRecordKind.Added, Partition = partition, Stamp = stamp, Id = id, Expiry = expiry, Whole = whole });

    public void Removed(UInt128 partition, long stamp) =>
        Append(new StoreRecord { Kind = StoreRecordKind.Removed, Partition = partition, Stamp = stamp });

    public void Purged(UInt128 partition, long upToStamp) =>
        Append(new StoreRecord { Kind = StoreRecordKind.Purged, Partition = partition, Stamp = upToStamp });

    public void Flush()
    {
        lock (_gate)
            RandomAccess.FlushToDisk(_file);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_file.IsClosed)
                return;
            RandomAccess.FlushToDisk(_file);
            _file.Dispose();
        }
    }

    private void Append(in StoreRecord record)
    {
        var size = StoreRecord.Size(record.Kind, record.Whole.Length);
        lock (_gate)
        {
            var bytes = _record.AsSpan(0, size);
            record.Write(bytes);
            try
            {
                RandomAccess.Write(_file, bytes, _end);
                if (_flushesAlways)
                    RandomAccess.FlushToDisk(_file);
            }
            catch (IOException)
            {
                // The caller hears that nothing was stored; the next open must not find it either.
                RandomAccess.SetLength(_file, _end);
                throw;
            }

            Volatile.Write(ref _end, _end + size);
        }
    }

    // Refused to a second process: two writers would tear each other's records.
    private static (SafeFileHandle File, long End) Open(string path, StoreHeader header)
    {
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (RandomAccess.GetLength(file) < StoreHeader.Size)
        {
            RandomAccess.Write(file, header.ToBytes(), 0);
            RandomAccess.FlushToDisk(file);
        }

        return (file, RandomAccess.GetLength(file));
    }
}
