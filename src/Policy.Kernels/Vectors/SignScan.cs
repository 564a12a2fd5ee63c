using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptPolicy.Kernels.Vectors;

/// <summary>
/// Sums of table entries over sign codes, 64 slots at a time: byte shuffles look four signs up at once (André, Kermarrec and
/// Le Scouarnec, "Cache locality is not enough", 2015). A group of 64 slots holds 32 bytes for every four components. Slot
/// <c>p</c> is a nibble of byte <c>2 (p mod 16) + (p / 16 mod 2)</c>: the low one below 32. Sums then come out in slot order.
/// </summary>
internal static class SignScan
{
    /// <summary>Slots of a group.</summary>
    public const int Group = 64;

    /// <summary>Bytes of a group that hold the same four components.</summary>
    public const int Row = 32;

    /// <summary>Largest table entry: two are added in a byte.</summary>
    public const int MaxEntry = 127;

    /// <summary>Writes the sums of one group.</summary>
    /// <param name="codes">The group: <see cref="Row"/> bytes for each table.</param>
    /// <param name="tables">A table of 16 entries for each row, written twice, in <see cref="Row"/> bytes. The number of tables is a multiple of four.</param>
    /// <param name="sums">Receives the sums of <see cref="Group"/> slots, in slot order.</param>
    public static void Sums(ReadOnlySpan<byte> codes, ReadOnlySpan<byte> tables, Span<ushort> sums)
    {
        if (Avx512BW.IsSupported)
            Sums512(codes, tables, sums);
        else if (Avx2.IsSupported)
            Sums256(codes, tables, sums);
        else
            Sums128(codes, tables, sums);
    }

    /// <summary>The slots of a group whose sum reaches <paramref name="least"/>, one bit each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Reaching(ReadOnlySpan<ushort> sums, ushort least)
    {
        ref var first = ref MemoryMarshal.GetReference(sums);
        var bound = Vector256.Create(least);
        ulong mask = 0;
        for (var i = 0; i < Group; i += 16)
            mask |= (ulong)Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(ref first, (nuint)i), bound).ExtractMostSignificantBits() << i;
        return mask;
    }

    internal static void Sums512(ReadOnlySpan<byte> codes, ReadOnlySpan<byte> tables, Span<ushort> sums)
    {
        ref var c = ref MemoryMarshal.GetReference(codes);
        ref var t = ref MemoryMarshal.GetReference(tables);
        var nibble = Vector512.Create((byte)15);
        Vector512<ushort> lowPairs = default, lowOdd = default, highPairs = default, highOdd = default;
        for (nuint i = 0; i < (nuint)tables.Length; i += 128)
        {
            var (c0, c1) = (Vector512.LoadUnsafe(ref c, i), Vector512.LoadUnsafe(ref c, i + 64));
            var (t0, t1) = (Vector512.LoadUnsafe(ref t, i), Vector512.LoadUnsafe(ref t, i + 64));
            var low = (Avx512BW.Shuffle(t0, c0 & nibble) + Avx512BW.Shuffle(t1, c1 & nibble)).AsUInt16();
            var high = (Avx512BW.Shuffle(t0, (c0.AsUInt16() >> 4).AsByte() & nibble) + Avx512BW.Shuffle(t1, (c1.AsUInt16() >> 4).AsByte() & nibble)).AsUInt16();
            lowPairs += low;
            lowOdd += low >> 8;
            highPairs += high;
            highOdd += high >> 8;
        }

        // A pair is an even byte plus 256 times its odd neighbour, modulo 2^16.
        var (lowEven, highEven) = (lowPairs - (lowOdd << 8), highPairs - (highOdd << 8));
        ref var s = ref MemoryMarshal.GetReference(sums);
        (lowEven.GetLower() + lowEven.GetUpper()).StoreUnsafe(ref s);
        (lowOdd.GetLower() + lowOdd.GetUpper()).StoreUnsafe(ref s, 16);
        (highEven.GetLower() + highEven.GetUpper()).StoreUnsafe(ref s, 32);
        (highOdd.GetLower() + highOdd.GetUpper()).StoreUnsafe(ref s, 48);
    }

    internal static void Sums256(ReadOnlySpan<byte> codes, ReadOnlySpan<byte> tables, Span<ushort> sums)
    {
        ref var c = ref MemoryMarshal.GetReference(codes);
        ref var t = ref MemoryMarshal.GetReference(tables);
        var nibble = Vector256.Create((byte)15);
        Vector256<ushort> lowPairs = default, lowOdd = default, highPairs = default, highOdd = default;
        for (nuint i = 0; i < (nuint)tables.Length; i += 64)
        {
            var (c0, c1) = (Vector256.LoadUnsafe(ref c, i), Vector256.LoadUnsafe(ref c, i + 32));
            var (t0, t1) = (Vector256.LoadUnsafe(ref t, i), Vector256.LoadUnsafe(ref t, i + 32));
            var low = (Avx2.Shuffle(t0, c0 & nibble) + Avx2.Shuffle(t1, c1 & nibble)).AsUInt16();
            var high = (Avx2.Shuffle(t0, (c0.AsUInt16() >> 4).AsByte() & nibble) + Avx2.Shuffle(t1, (c1.AsUInt16() >> 4).AsByte() & nibble)).AsUInt16();
            lowPairs += low;
            lowOdd += low >> 8;
            highPairs += high;
            highOdd += high >> 8;
        }

        ref var s = ref MemoryMarshal.GetReference(sums);
        (lowPairs - (lowOdd << 8)).StoreUnsafe(ref s);
        lowOdd.StoreUnsafe(ref s, 16);
        (highPairs - (highOdd << 8)).StoreUnsafe(ref s, 32);
        highOdd.StoreUnsafe(ref s, 48);
    }

    internal static void Sums128(ReadOnlySpan<byte> codes, ReadOnlySpan<byte> tables, Span<ushort> sums)
    {
        ref var c = ref MemoryMarshal.GetReference(codes);
        ref var t = ref MemoryMarshal.GetReference(tables);
        ref var s = ref MemoryMarshal.GetReference(sums);
        for (nuint half = 0; half < 2; half++)
        {
            var nibble = Vector128.Create((byte)15);
            Vector128<ushort> lowPairs = default, lowOdd = default, highPairs = default, highOdd = default;
            for (nuint i = 0; i < (nuint)tables.Length; i += Row)
            {
                var code = Vector128.LoadUnsafe(ref c, i + (16 * half));
                var table = Vector128.LoadUnsafe(ref t, i);
                var low = Vector128.ShuffleNative(table, code & nibble).AsUInt16();
                var high = Vector128.ShuffleNative(table, code >> 4).AsUInt16();
                lowPairs += low;
                lowOdd += low >> 8;
                highPairs += high;
                highOdd += high >> 8;
            }

            (lowPairs - (lowOdd << 8)).StoreUnsafe(ref s, 8 * half);
            lowOdd.StoreUnsafe(ref s, 16 + (8 * half));
            (highPairs - (highOdd << 8)).StoreUnsafe(ref s, 32 + (8 * half));
            highOdd.StoreUnsafe(ref s, 48 + (8 * half));
        }
    }
}
