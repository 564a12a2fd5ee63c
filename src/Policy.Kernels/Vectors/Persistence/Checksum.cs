using System.Numerics;
using System.Runtime.InteropServices;

namespace OptPolicy.Kernels.Vectors.Persistence;

/// <summary>CRC-32C (Castagnoli; RFC 3720, appendix B.4).</summary>
internal static class Checksum
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var words = bytes[..(bytes.Length & ~7)];
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(words))
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word));
        foreach (var rest in bytes[words.Length..])
            crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }
}
