using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptPolicy.Quantization.Methods.LinearAlgebra;

/// <summary>Cholesky factorisation in float64, in blocks, in place.</summary>
internal static class CholeskyFactor
{
    private const int BlockSize = 128;

    /// <summary>Turns the lower triangle of a symmetric matrix into L with L·Lᵀ = the matrix; the upper triangle keeps what it held.</summary>
    /// <returns>Whether the matrix is positive definite; if not, its contents are lost.</returns>
    public static bool TryFactor(double[] matrix, int size, int degree)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = degree };
        var panel = new double[size * BlockSize];
        for (var start = 0; start < size; start += BlockSize)
        {
            var end = Math.Min(start + BlockSize, size);
            var width = end - start;
            if (!TryFactorDiagonal(matrix, size, start, end))
                return false;

            Parallel.For(end, size, options, row =>
            {
                SolveRow(matrix, size, start, end, row);
                // The panel lies side by side: rows a power of two apart would share a few cache sets.
                matrix.AsSpan(row * size + start, width).CopyTo(panel.AsSpan(row * BlockSize));
            });
            Parallel.For(end, size, options, row => UpdateRow(matrix, size, end, row, panel, width));
        }

        return true;
    }

    private static bool TryFactorDiagonal(double[] matrix, int size, int start, int end)
    {
        for (var row = start; row < end; row++)
        {
            SolveRow(matrix, size, start, row, row);
            var left = matrix.AsSpan(row * size + start, row - start);
            var pivot = matrix[row * size + row] - Dot(left, left);
            if (!(pivot > 0) || !double.IsFinite(pivot))
                return false;
            matrix[row * size + row] = Math.Sqrt(pivot);
        }

        return true;
    }

    // Forward substitution of one row against the factored columns [start, end).
    private static void SolveRow(double[] matrix, int size, int start, int end, int row)
    {
        for (var column = start; column < end; column++)
        {
            var known = column - start;
            var sum = Dot(matrix.AsSpan(row * size + start, known), matrix.AsSpan(column * size + start, known));
            matrix[row * size + column] = (matrix[row * size + column] - sum) / matrix[column * size + column];
        }
    }

    private static void UpdateRow(double[] matrix, int size, int end, int row, double[] panel, int width)
    {
        var values = matrix.AsSpan(row * size, row + 1);
        var left = panel.AsSpan(row * BlockSize, width);
        Span<double> sums = stackalloc double[4];
        var column = end;
        for (; column + 4 <= values.Length && width % Vector512<double>.Count == 0; column += 4)
        {
            FourDots(left, panel.AsSpan(column * BlockSize, 3 * BlockSize + width), sums);
            for (var i = 0; i < 4; i++)
                values[column + i] -= sums[i];
        }

        for (; column < values.Length; column++)
            values[column] -= Dot(left, panel.AsSpan(column * BlockSize, width));
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right) => System.Numerics.Tensors.TensorPrimitives.Dot(left, right);

    private static void FourDots(ReadOnlySpan<double> left, ReadOnlySpan<double> rights, Span<double> sums)
    {
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(rights);
        Vector512<double> first = default, second = default, third = default, fourth = default;
        for (nuint k = 0; k < (nuint)left.Length; k += 8)
        {
            var factor = Vector512.LoadUnsafe(ref a, k);
            first = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref b, k), first);
            second = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref b, k + BlockSize), second);
            third = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref b, k + 2 * BlockSize), third);
            fourth = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref b, k + 3 * BlockSize), fourth);
        }

        sums[0] = Vector512.Sum(first);
        sums[1] = Vector512.Sum(second);
        sums[2] = Vector512.Sum(third);
        sums[3] = Vector512.Sum(fourth);
    }
}
