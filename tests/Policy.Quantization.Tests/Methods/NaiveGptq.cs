using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;

namespace OptPolicy.Quantization.Tests.Methods;

/// <summary>Algorithm 1 of arXiv:2210.17323 as it stands on paper: explicit inverse, then its Cholesky factor, one input at a time, in float64.</summary>
internal static class NaiveGptq
{
    public static double[] Quantize(float[] weights, int rows, int columns, WeightGrid grid, InputStatistics statistics, double damping)
    {
        var hessian = new double[columns, columns];
        var mean = 0.0;
        for (var i = 0; i < columns; i++)
            mean += 2 * statistics.Products[i * columns + i] / statistics.Rows / columns;
        for (var i = 0; i < columns; i++)
        {
            for (var j = 0; j < columns; j++)
                hessian[i, j] = 2 * statistics.Products[i * columns + j] / statistics.Rows + (i == j ? damping * mean : 0);
        }

        var upper = UpperCholesky(Inverse(hessian, columns), columns);
        var rest = Array.ConvertAll(weights, weight => (double)weight);
        var span = grid.SpanLength(columns);
        var tensorScale = ScaleRules.NvFp4Tensor(weights.Max(Math.Abs));
        for (var row = 0; row < rows; row++)
        {
            var group = default(GroupScale);
            for (var column = 0; column < columns; column++)
            {
                var at = row * columns + column;
                if (column % span == 0)
                    group = ScaleRules.Fit(grid, rest.Skip(at).Take(Math.Min(span, columns - column)).Select(weight => (float)weight).ToArray(), tensorScale);
                var rounded = GridRounding.Round(grid.Number, group, (float)rest[at]);
                var error = (rest[at] - rounded) / upper[column, column];
                rest[at] = rounded;
                for (var later = column + 1; later < columns; later++)
                    rest[row * columns + later] -= error * upper[column, later];
            }
        }

        return rest;
    }

    private static double[,] Inverse(double[,] matrix, int size)
    {
        var left = (double[,])matrix.Clone();
        var right = new double[size, size];
        for (var i = 0; i < size; i++)
            right[i, i] = 1;
        for (var pivot = 0; pivot < size; pivot++)
        {
            var scale = left[pivot, pivot];
            for (var j = 0; j < size; j++)
                (left[pivot, j], right[pivot, j]) = (left[pivot, j] / scale, right[pivot, j] / scale);
            for (var i = 0; i < size; i++)
            {
                var factor = i == pivot ? 0 : left[i, pivot];
                for (var j = 0; j < size && factor != 0; j++)
                    (left[i, j], right[i, j]) = (left[i, j] - factor * left[pivot, j], right[i, j] - factor * right[pivot, j]);
            }
        }

        return right;
    }

    private static double[,] UpperCholesky(double[,] matrix, int size)
    {
        var upper = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = i; j < size; j++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < i; k++)
                    sum -= upper[k, i] * upper[k, j];
                upper[i, j] = i == j ? Math.Sqrt(sum) : sum / upper[i, i];
            }
        }

        return upper;
    }
}
