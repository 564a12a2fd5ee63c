using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptPolicy.Kernels.Vectors;

/// <summary>Dot products of stored bytes with a 16-bit query. Integers: every width of vector instructions gives the same result.</summary>
internal static class ByteDot
{
    /// <summary>Longest vectors whose lane sums cannot overflow 32 bits, four lanes being the fewest: 2^31 / (2^15 × 2^7) × 4, less one step.</summary>
    public const int MaxLength = 2016;

    /// <summary>The dot product. Both spans have the same length, a multiple of 32.</summary>
    public static long Of(ReadOnlySpan<sbyte> stored, ReadOnlySpan<short> query)
    {
        if (stored.Length <= MaxLength)
            return OfShort(stored, query);
        long sum = 0;
        for (var start = 0; start < stored.Length; start += MaxLength)
        {
            var length = Math.Min(MaxLength, stored.Length - start);
            sum += OfShort(stored.Slice(start, length), query.Slice(start, length));
        }

        return sum;
    }

    /// <summary>The sum of squares, and the sum of magnitudes. The length is a multiple of 32.</summary>
    public static (long Squares, int Magnitudes) Norms(ReadOnlySpan<sbyte> stored)
    {
        ref var first = ref MemoryMarshal.GetReference(stored);
        var squares = Vector256<int>.Zero;
        var magnitudes = Vector256<int>.Zero;
        for (nuint i = 0; i < (nuint)stored.Length; i += 32)
        {
            var (low, high) = Vector256.Widen(Vector256.Abs(Vector256.LoadUnsafe(ref first, i)));
            var (sums, more) = Vector256.Widen(low + high);
            magnitudes += sums + more;
            foreach (var half in (ReadOnlySpan<Vector256<short>>)[low * low, high * high])
            {
                var (lower, upper) = Vector256.Widen(half);
                squares += lower + upper;
            }
        }

        return (Sum(squares), Vector256.Sum(magnitudes));
    }

    internal static long Of512(ReadOnlySpan<sbyte> stored, ReadOnlySpan<short> query)
    {
        ref var s = ref MemoryMarshal.GetReference(stored);
        ref var q = ref MemoryMarshal.GetReference(query);
        var sum = Vector512<int>.Zero;
        for (nuint i = 0; i < (nuint)stored.Length; i += 32)
            sum += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref s, i)), Vector512.LoadUnsafe(ref q, i));
        return Sum(sum.GetLower()) + Sum(sum.GetUpper());
    }

    internal static long Of256(ReadOnlySpan<sbyte> stored, ReadOnlySpan<short> query)
    {
        ref var s = ref MemoryMarshal.GetReference(stored);
        ref var q = ref MemoryMarshal.GetReference(query);
        var sum = Vector256<int>.Zero;
        for (nuint i = 0; i < (nuint)stored.Length; i += 16)
            sum += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref s, i)), Vector256.LoadUnsafe(ref q, i));
        return Sum(sum);
    }

    internal static long Of128(ReadOnlySpan<sbyte> stored, ReadOnlySpan<short> query)
    {
        ref var s = ref MemoryMarshal.GetReference(stored);
        ref var q = ref MemoryMarshal.GetReference(query);
        var sum = Vector128<int>.Zero;
        for (nuint i = 0; i < (nuint)stored.Length; i += 16)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref s, i));
            sum += Products(low, Vector128.LoadUnsafe(ref q, i)) + Products(high, Vector128.LoadUnsafe(ref q, i + 8));
        }

        var (lower, upper) = Vector128.Widen(sum);
        return Vector128.Sum(lower + upper);

        static Vector128<int> Products(Vector128<short> a, Vector128<short> b)
        {
            var (a0, a1) = Vector128.Widen(a);
            var (b0, b1) = Vector128.Widen(b);
            return (a0 * b0) + (a1 * b1);
        }
    }

    private static long OfShort(ReadOnlySpan<sbyte> stored, ReadOnlySpan<short> query) =>
        Avx512BW.IsSupported ? Of512(stored, query) : Avx2.IsSupported ? Of256(stored, query) : Of128(stored, query);

    private static long Sum(Vector256<int> lanes)
    {
        var (low, high) = Vector256.Widen(lanes);
        return Vector256.Sum(low + high);
    }
}
