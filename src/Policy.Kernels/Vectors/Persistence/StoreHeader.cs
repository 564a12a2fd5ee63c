using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OptPolicy.Kernels.Vectors.Persistence;

/// <summary>The first bytes of every file of a store: what made its vectors.</summary>
internal sealed record StoreHeader(int Dimension, ulong Seed, string Fingerprint)
{
    public const int Size = 64;

    private const uint Magic = 0x5650_4F01;
    private const int Version = 1;

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Dimension);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(12), Seed);
        SHA256.HashData(Encoding.UTF8.GetBytes(Fingerprint), bytes.AsSpan(20));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Size - 4), Checksum.Of(bytes.AsSpan(0, Size - 4)));
        return bytes;
    }

    /// <returns>Whether the bytes are a header that is not damaged.</returns>
    /// <exception cref="VectorStoreException">The header is intact and belongs to something else.</exception>
    public bool Matches(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(bytes[(Size - 4)..]) != Checksum.Of(bytes[..(Size - 4)]))
            return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
            throw new VectorStoreException($"'{path}' is no file of vectors. Give the store a folder of its own.");
        if (BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]) is var version and not Version)
            throw new VectorStoreException($"'{path}' has version {version}; this release reads version {Version}. Delete the folder to start again.");
        if (BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) is var dimension && dimension != Dimension)
            throw new VectorStoreException($"'{path}' holds vectors of {dimension} components, not of {Dimension}. Give each embedder a folder of its own, or delete this one.");
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[12..]) is var seed && seed != Seed)
            throw new VectorStoreException($"'{path}' was written with seed {seed}, not {Seed}. Open it with that seed, or delete the folder.");
        if (!bytes.Slice(20, 32).SequenceEqual(SHA256.HashData(Encoding.UTF8.GetBytes(Fingerprint))))
            throw new VectorStoreException($"'{path}' holds vectors of another embedder than '{Fingerprint}'; they cannot be compared. Give each embedder a folder of its own, or delete this one.");
        return true;
    }
}
