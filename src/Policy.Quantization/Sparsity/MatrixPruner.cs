using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;

namespace OptPolicy.Quantization.Sparsity;

/// <summary>Sets weights of one matrix to zero. Thread-safe but for the statistics; the result does not depend on the number of threads.</summary>
public static class MatrixPruner
{
    /// <summary>Prunes a matrix.</summary>
    /// <param name="weights">The weights, row after row; rows are outputs, columns inputs. Not changed.</param>
    /// <param name="rows">Outputs.</param>
    /// <param name="columns">Inputs.</param>
    /// <param name="pattern">Which weights may go.</param>
    /// <param name="method">How they are chosen.</param>
    /// <param name="statistics">What calibration saw of the inputs; all methods but magnitude need them, SparseGPT with products.</param>
    /// <param name="options">Threads and damping; <see langword="null"/>: the defaults.</param>
    /// <exception cref="QuantizationException">The sizes do not match, or statistics are missing.</exception>
    public static PrunedMatrix Prune(
        ReadOnlyMemory<float> weights,
        int rows,
        int columns,
        SparsityPattern pattern,
        PruningMethod method,
        InputStatistics? statistics = null,
        MatrixQuantizationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (rows < 1 || columns < 1 || (long)rows * columns != weights.Length || (statistics is not null && statistics.Columns != columns))
            throw new QuantizationException($"{weights.Length} weights and statistics of {statistics?.Columns ?? columns} inputs do not make a matrix of {rows} × {columns}.");
        if (method != PruningMethod.Magnitude && statistics is not { Rows: > 0 })
            throw new QuantizationException($"{method} needs calibration statistics. Calibrate on example inputs, or prune by magnitude.");
        if (method == PruningMethod.SparseGpt && !statistics!.HasProducts)
            throw new QuantizationException("SparseGpt needs the second moments of the inputs, of which only the diagonal was kept. Keep products, or use Wanda.");

        options ??= new();
        var pruned = weights.ToArray();
        var kept = new bool[pruned.Length];
        if (method == PruningMethod.SparseGpt)
            new SparseGptPruning(statistics!.Inverse(options.Damping, byActivation: false, options.MaxDegreeOfParallelism), pattern, columns).Prune(pruned, kept, options.MaxDegreeOfParallelism);
        else
            Select(pruned, kept, columns, pattern, method == PruningMethod.Wanda ? statistics : null);

        for (var i = 0; i < pruned.Length; i++)
        {
            if (!kept[i])
                pruned[i] = 0;
        }

        return new(pruned, kept, statistics is null ? null : OutputErrors.Relative(weights, pruned, statistics, options.MaxDegreeOfParallelism));
    }

    private static void Select(float[] weights, bool[] kept, int columns, SparsityPattern pattern, InputStatistics? statistics)
    {
        var scores = new float[weights.Length];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = Math.Abs(weights[i]) * (statistics is null ? 1f : (float)Math.Sqrt(statistics.Squares[i % columns]));

        if (!pattern.IsStructured && statistics is null)
        {
            KeptWeights.Largest(scores, kept, scores.Length - (int)Math.Round(pattern.Share * scores.Length));
            return;
        }

        for (var start = 0; start < scores.Length; start += columns)
        {
            var row = scores.AsSpan(start, columns);
            if (pattern.IsStructured)
                KeptWeights.Pattern(row, kept.AsSpan(start, columns), pattern);
            else
                KeptWeights.Largest(row, kept.AsSpan(start, columns), columns - (int)Math.Round(pattern.Share * columns));
        }
    }
}
