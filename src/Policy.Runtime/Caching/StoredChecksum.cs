using System.Numerics;
using System.Runtime.InteropServices;

namespace OptPolicy;

/// <summary>CRC-32C of stored bytes. Finds what storage and networks spoil; it is no protection against someone who may write to the store.</summary>
internal static class StoredChecksum
{
    public static uint Of(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes)) seed = BitOperations.Crc32C(seed, word);
        foreach (var rest in bytes[(bytes.Length & ~(sizeof(ulong) - 1))..]) seed = BitOperations.Crc32C(seed, rest);
        return seed;
    }
}
