using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OptPolicy.Kernels.Vectors.Persistence;

/// <summary>What a record says. The values are improbable bytes, so that a reader finds the next record behind damaged ones.</summary>
internal enum StoreRecordKind : uint
{
    Added = 0xA1D3_5E01,
    Removed = 0xA1D3_5E02,
    Purged = 0xA1D3_5E03,

    /// <summary>The end of a snapshot; its stamp is the number of entries.</summary>
    End = 0xA1D3_5E04,
}

/// <summary>One change: kind, checksum of all the rest, partition, stamp and, of an added entry, id, expiry and vector. Little-endian.</summary>
internal readonly ref struct StoreRecord
{
    private const int Prefix = 32;
    private const int AddedPrefix = 48;

    public StoreRecordKind Kind { get; init; }

    public UInt128 Partition { get; init; }

    public long Stamp { get; init; }

    public long Id { get; init; }

    public long Expiry { get; init; }

    public ReadOnlySpan<sbyte> Whole { get; init; }

    /// <returns>Bytes of a record, or zero when there is no such kind.</returns>
    public static int Size(StoreRecordKind kind, int length) => kind switch
    {
        StoreRecordKind.Added => AddedPrefix + length,
        StoreRecordKind.Removed or StoreRecordKind.Purged or StoreRecordKind.End => Prefix,
        _ => 0,
    };

    /// <param name="bytes">Receives exactly the record.</param>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)Kind);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[8..], Partition);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Stamp);
        if (Kind == StoreRecordKind.Added)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes[Prefix..], Id);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(Prefix + 8)..], Expiry);
            MemoryMarshal.AsBytes(Whole).CopyTo(bytes[AddedPrefix..]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], ChecksumOf(bytes));
    }

    /// <summary>Reads the record at the start of <paramref name="bytes"/>.</summary>
    /// <returns>Bytes of the record; zero when there is no valid one.</returns>
    public static int TryRead(ReadOnlySpan<byte> bytes, int length, out StoreRecord record)
    {
        record = default;
        if (bytes.Length < Prefix)
            return 0;
        var kind = (StoreRecordKind)BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var size = Size(kind, length);
        if (size == 0 || bytes.Length < size || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != ChecksumOf(bytes[..size]))
            return 0;
        record = new StoreRecord
        {
            Kind = kind,
            Partition = BinaryPrimitives.ReadUInt128LittleEndian(bytes[8..]),
            Stamp = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            Id = size > Prefix ? BinaryPrimitives.ReadInt64LittleEndian(bytes[Prefix..]) : 0,
            Expiry = size > Prefix ? BinaryPrimitives.ReadInt64LittleEndian(bytes[(Prefix + 8)..]) : 0,
            Whole = size > Prefix ? MemoryMarshal.Cast<byte, sbyte>(bytes[AddedPrefix..size]) : default,
        };
        return size;
    }

    // The kind is left out of the sum only where it is implied by it: exchanged kinds have other sizes or fail here.
    private static uint ChecksumOf(ReadOnlySpan<byte> record) => Checksum.Of(record[8..]) ^ BinaryPrimitives.ReadUInt32LittleEndian(record);
}
