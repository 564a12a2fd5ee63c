using System.Numerics.Tensors;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Methods;

/// <summary>How far replaced weights move a product's outputs, from the inputs' second moments alone.</summary>
public static class OutputErrors
{
    /// <summary>‖(W − Ŵ)X‖ / ‖WX‖ (Frobenius), from tr(D H Dᵀ) with H = Σ x xᵀ; 0 where W gives nothing but zeros and Ŵ does too.</summary>
    /// <param name="weights">W, row after row.</param>
    /// <param name="replaced">Ŵ, likewise.</param>
    /// <param name="statistics">The inputs; without products the inputs count as uncorrelated.</param>
    /// <param name="maxDegreeOfParallelism">Threads at most; −1: as many as there are processors.</param>
    /// <exception cref="QuantizationException">The sizes do not match.</exception>
    public static double Relative(ReadOnlyMemory<float> weights, ReadOnlyMemory<float> replaced, InputStatistics statistics, int maxDegreeOfParallelism = -1)
    {
        var whole = Total(weights, statistics, maxDegreeOfParallelism);
        var differences = new float[weights.Length];
        TensorPrimitives.Subtract(weights.Span, replaced.Span, differences);
        var moved = Total(differences, statistics, maxDegreeOfParallelism);
        return moved == 0 ? 0 : Math.Sqrt(moved / whole);
    }

    /// <summary>tr(D H Dᵀ): the squared norm of what the rows of D give over all inputs seen.</summary>
    /// <param name="rows">D, row after row.</param>
    /// <param name="statistics">The inputs; without products they count as uncorrelated.</param>
    /// <param name="maxDegreeOfParallelism">Threads at most; −1: as many as there are processors.</param>
    /// <exception cref="QuantizationException">Not whole rows of the statistics' inputs.</exception>
    public static double Total(ReadOnlyMemory<float> rows, InputStatistics statistics, int maxDegreeOfParallelism = -1)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        if (rows.Length % statistics.Columns != 0)
            throw new QuantizationException($"{rows.Length} weights are no whole rows of the {statistics.Columns} inputs that calibration saw.");
        return statistics.HasProducts
            ? statistics.Moments().Total(rows, maxDegreeOfParallelism)
            : Diagonal(rows.Span, statistics.Squares);
    }

    private static double Diagonal(ReadOnlySpan<float> rows, double[] squares)
    {
        var total = 0.0;
        for (var i = 0; i < rows.Length; i++)
            total += (double)rows[i] * rows[i] * squares[i % squares.Length];
        return total;
    }
}
