using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptPolicy.Quantization.Methods.LinearAlgebra;

/// <summary>The inner product of all dense work here: a strip of <see cref="Width"/> columns at a time, four rows in registers.</summary>
internal static class TileProduct
{
    public const int Width = 32;

    /// <summary>Copies a strip so that its rows lie side by side: a power-of-two stride would map them all to the same few cache sets.</summary>
    /// <param name="source">From the strip's first value.</param>
    /// <param name="stride">Values from row to row.</param>
    /// <param name="depth">Rows.</param>
    /// <param name="width">Columns there are; those missing to <see cref="Width"/> become 0.</param>
    /// <param name="packed">Receives depth × <see cref="Width"/> values.</param>
    public static void Pack(ReadOnlySpan<float> source, int stride, int depth, int width, Span<float> packed)
    {
        if (width < Width)
            packed[..(depth * Width)].Clear();
        for (var k = 0; k < depth; k++)
            source.Slice(k * stride, width).CopyTo(packed[(k * Width)..]);
    }

    /// <summary>tile = a · packed.</summary>
    /// <param name="a">Left factor: element (i, k) at i·rowStride + k·columnStride.</param>
    /// <param name="rowStride">Values from row to row.</param>
    /// <param name="columnStride">Values from column to column.</param>
    /// <param name="rows">Rows of the left factor.</param>
    /// <param name="depth">Columns of the left factor.</param>
    /// <param name="packed">From <see cref="Pack"/>.</param>
    /// <param name="tile">Receives rows × <see cref="Width"/> values.</param>
    public static void Multiply(ReadOnlySpan<float> a, int rowStride, int columnStride, int rows, int depth, ReadOnlySpan<float> packed, Span<float> tile)
    {
        if (rows == 0 || depth == 0)
        {
            tile[..(rows * Width)].Clear();
            return;
        }

        _ = a[(rows - 1) * rowStride + (depth - 1) * columnStride];
        _ = packed[depth * Width - 1];
        _ = tile[rows * Width - 1];
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(packed);
        ref var result = ref MemoryMarshal.GetReference(tile);
        var row = 0;
        for (; row + 4 <= rows; row += 4)
            Four(ref Unsafe.Add(ref left, row * rowStride), rowStride, columnStride, depth, ref right, ref Unsafe.Add(ref result, row * Width));
        for (; row < rows; row++)
            One(ref Unsafe.Add(ref left, row * rowStride), columnStride, depth, ref right, ref Unsafe.Add(ref result, row * Width));
    }

    private static void Four(ref float left, int rowStride, int columnStride, int depth, ref float right, ref float result)
    {
        ref var left1 = ref Unsafe.Add(ref left, rowStride);
        ref var left2 = ref Unsafe.Add(ref left, 2 * rowStride);
        ref var left3 = ref Unsafe.Add(ref left, 3 * rowStride);
        Vector512<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (var k = 0; k < depth; k++)
        {
            var low = Vector512.LoadUnsafe(ref right, (nuint)(k * Width));
            var high = Vector512.LoadUnsafe(ref right, (nuint)(k * Width + 16));
            var at = k * columnStride;
            var factor = Vector512.Create(Unsafe.Add(ref left, at));
            a0 = Vector512.FusedMultiplyAdd(factor, low, a0);
            a1 = Vector512.FusedMultiplyAdd(factor, high, a1);
            factor = Vector512.Create(Unsafe.Add(ref left1, at));
            b0 = Vector512.FusedMultiplyAdd(factor, low, b0);
            b1 = Vector512.FusedMultiplyAdd(factor, high, b1);
            factor = Vector512.Create(Unsafe.Add(ref left2, at));
            c0 = Vector512.FusedMultiplyAdd(factor, low, c0);
            c1 = Vector512.FusedMultiplyAdd(factor, high, c1);
            factor = Vector512.Create(Unsafe.Add(ref left3, at));
            d0 = Vector512.FusedMultiplyAdd(factor, low, d0);
            d1 = Vector512.FusedMultiplyAdd(factor, high, d1);
        }

        a0.StoreUnsafe(ref result);
        a1.StoreUnsafe(ref result, 16);
        b0.StoreUnsafe(ref result, 32);
        b1.StoreUnsafe(ref result, 48);
        c0.StoreUnsafe(ref result, 64);
        c1.StoreUnsafe(ref result, 80);
        d0.StoreUnsafe(ref result, 96);
        d1.StoreUnsafe(ref result, 112);
    }

    private static void One(ref float left, int columnStride, int depth, ref float right, ref float result)
    {
        Vector512<float> low = default, high = default;
        for (var k = 0; k < depth; k++)
        {
            var factor = Vector512.Create(Unsafe.Add(ref left, k * columnStride));
            low = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref right, (nuint)(k * Width)), low);
            high = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref right, (nuint)(k * Width + 16)), high);
        }

        low.StoreUnsafe(ref result);
        high.StoreUnsafe(ref result, 16);
    }
}
