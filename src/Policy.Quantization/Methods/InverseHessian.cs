using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods.LinearAlgebra;

namespace OptPolicy.Quantization.Methods;

/// <summary>
/// U, upper triangular, with UᵀU = (H + λI)⁻¹ and H = Σ x xᵀ / rows: what GPTQ and SparseGPT spread a column's error with (Frantar et al. 2022,
/// section 3.3, step 3; a factor of 2 in H cancels out). Immutable, thread-safe.
/// </summary>
/// <param name="Upper">U in float32, [Columns, Columns], row after row, in the order of <paramref name="Order"/>.</param>
/// <param name="Order">Which input stands at each place.</param>
/// <param name="Damping">λ as a share of the diagonal's mean.</param>
internal sealed record InverseHessian(float[] Upper, int[] Order, double Damping)
{
    private const double LargestDamping = 1;
    private const double SmallestIncrease = 1e-6;

    /// <param name="statistics">The inputs, with products.</param>
    /// <param name="damping">λ to begin with, as a share of the diagonal's mean; ten times more until the Hessian is positive definite.</param>
    /// <param name="byActivation">Whether inputs with the largest mean square come first.</param>
    /// <param name="degree">Threads at most.</param>
    /// <exception cref="QuantizationException">Not even as much damping as the mean makes the Hessian positive definite.</exception>
    public static InverseHessian Of(InputStatistics statistics, double damping, bool byActivation, int degree)
    {
        var columns = statistics.Columns;
        var order = Enumerable.Range(0, columns).ToArray();
        if (byActivation)
        {
            var squares = statistics.Squares;
            order = [.. order.OrderByDescending(column => squares[column])];
        }

        for (var share = damping; share <= LargestDamping; share = Math.Max(share * 10, SmallestIncrease))
        {
            var flipped = Flipped(statistics, order, share);
            if (!CholeskyFactor.TryFactor(flipped, columns, degree))
                continue;

            // With J the reversal: J(H + λI)J = LLᵀ, so H + λI = RRᵀ with R = JLJ upper, and U = R⁻¹ = J L⁻¹ J. One factorisation and one
            // triangular inverse give what the paper computes by inverting and factoring again.
            var upper = new float[columns * columns];
            TriangularInverse.Invert(flipped, columns, degree, (row, first, values) =>
            {
                var target = upper.AsSpan((columns - 1 - row) * columns, columns);
                for (var i = 0; i < values.Length && first + i <= row; i++)
                    target[columns - 1 - first - i] = (float)values[i];
            });
            return new(upper, order, share);
        }

        throw new QuantizationException("The inputs' second moments are not positive definite, however much they are damped. Calibrate on more, and more varied, examples.");
    }

    /// <summary>Puts a row's weights in the order of the inputs here.</summary>
    public void Permute(ReadOnlySpan<float> row, Span<float> ordered)
    {
        for (var place = 0; place < ordered.Length; place++)
            ordered[place] = row[Order[place]];
    }

    private static double[] Flipped(InputStatistics statistics, int[] order, double damping)
    {
        var columns = statistics.Columns;
        var products = statistics.Products;
        var rows = Math.Max(1, statistics.Rows);
        var mean = statistics.Squares.Sum() / columns / rows;
        var lambda = mean > 0 ? damping * mean : 1;
        var flipped = new double[products.Length];
        for (var i = 0; i < columns; i++)
        {
            var from = order[columns - 1 - i] * columns;
            for (var j = 0; j <= i; j++)
                flipped[i * columns + j] = products[from + order[columns - 1 - j]] / rows;
            flipped[i * columns + i] += lambda;
        }

        return flipped;
    }
}
