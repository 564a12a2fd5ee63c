using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptPolicy.Quantization.Methods.LinearAlgebra;

/// <summary>Inverts a lower triangular matrix, a strip of columns at a time.</summary>
internal static class TriangularInverse
{
    private const int Width = 64;

    /// <summary>Computes M = L⁻¹ and hands over every finished row of a strip: row, first column, values.</summary>
    /// <param name="lower">L; what lies above the diagonal is not read.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="degree">Threads at most.</param>
    /// <param name="store">Called from several threads, never twice for one element.</param>
    public static void Invert(double[] lower, int size, int degree, Action<int, int, ReadOnlySpan<double>> store)
        => Parallel.For(0, (size + Width - 1) / Width, new ParallelOptions { MaxDegreeOfParallelism = degree }, strip => InvertStrip(lower, size, strip * Width, store));

    private static void InvertStrip(double[] lower, int size, int start, Action<int, int, ReadOnlySpan<double>> store)
    {
        var width = Math.Min(Width, size - start);
        var strip = new double[(size - start) * Width];
        for (var row = start; row < size; row++)
        {
            var values = strip.AsSpan((row - start) * Width, Width);
            Eliminate(lower.AsSpan(row * size + start, row - start), strip, values);
            if (row - start < Width)
                values[row - start] += 1;
            var pivot = lower[row * size + row];
            foreach (ref var value in values)
                value /= pivot;
            store(row, start, values[..width]);
        }
    }

    // values = −Σ_k factors[k] · strip row k
    private static void Eliminate(ReadOnlySpan<double> factors, double[] strip, Span<double> values)
    {
        ref var rows = ref MemoryMarshal.GetArrayDataReference(strip);
        ref var result = ref MemoryMarshal.GetReference(values);
        Vector512<double> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (var k = 0; k < factors.Length; k++)
        {
            var factor = Vector512.Create(-factors[k]);
            var at = (nuint)(k * Width);
            a = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref rows, at), a);
            b = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref rows, at + 8), b);
            c = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref rows, at + 16), c);
            d = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref rows, at + 24), d);
            e = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref rows, at + 32), e);
            f = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref rows, at + 40), f);
            g = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref rows, at + 48), g);
            h = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref rows, at + 56), h);
        }

        a.StoreUnsafe(ref result);
        b.StoreUnsafe(ref result, 8);
        c.StoreUnsafe(ref result, 16);
        d.StoreUnsafe(ref result, 24);
        e.StoreUnsafe(ref result, 32);
        f.StoreUnsafe(ref result, 40);
        g.StoreUnsafe(ref result, 48);
        h.StoreUnsafe(ref result, 56);
    }
}
