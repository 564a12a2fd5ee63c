using System.Numerics.Tensors;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Methods;

/// <summary>Quantises one weight matrix. Thread-safe; the result depends on neither threads nor machine load.</summary>
public static class MatrixQuantizer
{
    /// <summary>Chooses the codes of a matrix.</summary>
    /// <param name="weights">The weights, row after row; rows are outputs, columns inputs. Not changed.</param>
    /// <param name="rows">Outputs.</param>
    /// <param name="columns">Inputs.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="method">How the codes are chosen.</param>
    /// <param name="statistics">What calibration saw of the inputs; all methods but round-to-nearest need them.</param>
    /// <param name="options">How to work; <see langword="null"/>: the defaults.</param>
    /// <exception cref="QuantizationException">A size, the grid, a weight or the statistics cannot be used.</exception>
    public static MatrixQuantization Quantize(
        ReadOnlyMemory<float> weights,
        int rows,
        int columns,
        WeightGrid grid,
        QuantizationMethod method,
        InputStatistics? statistics = null,
        MatrixQuantizationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(grid);
        Check(weights.Span, rows, columns, grid, statistics);
        options ??= new();
        return method switch
        {
            QuantizationMethod.SmoothQuant => Smooth(weights, rows, columns, grid, Needed(statistics, method), options),
            QuantizationMethod.Rtn => Rounded(weights, weights, rows, columns, grid, null, statistics, options),
            _ => throw new QuantizationException($"{method} cannot quantise this matrix."),
        };
    }

    private static MatrixQuantization Smooth(
        ReadOnlyMemory<float> weights, int rows, int columns, WeightGrid grid, InputStatistics statistics, MatrixQuantizationOptions options)
    {
        var factors = SmoothQuantScaling.Factors(weights.Span, rows, columns, statistics, options.SmoothQuantAlpha);
        return Rounded(weights, SmoothQuantScaling.Scale(weights.Span, factors), rows, columns, grid, factors, statistics, options);
    }

    private static MatrixQuantization Rounded(
        ReadOnlyMemory<float> weights,
        ReadOnlyMemory<float> scaled,
        int rows,
        int columns,
        WeightGrid grid,
        float[]? factors,
        InputStatistics? statistics,
        MatrixQuantizationOptions options)
    {
        var fitter = GroupFitter.For(scaled.Span, grid, options.Clip, statistics);
        var matrix = RoundToNearest.Quantize(scaled, rows, columns, grid, fitter, options.MaxDegreeOfParallelism);
        return Measured(new(matrix, factors), weights, statistics, options);
    }

    private static MatrixQuantization Measured(MatrixQuantization quantized, ReadOnlyMemory<float> weights, InputStatistics? statistics, MatrixQuantizationOptions options)
        => statistics is null
            ? quantized
            : quantized with { OutputError = OutputErrors.Relative(weights, quantized.EffectiveWeights(), statistics, options.MaxDegreeOfParallelism) };

    private static InputStatistics Needed(InputStatistics? statistics, QuantizationMethod method) => statistics is { Rows: > 0 }
        ? statistics
        : throw new QuantizationException($"{method} needs calibration statistics. Calibrate on example inputs, or use round-to-nearest.");

    private static void Check(ReadOnlySpan<float> weights, int rows, int columns, WeightGrid grid, InputStatistics? statistics)
    {
        if (rows < 1 || columns < 1 || (long)rows * columns != weights.Length)
            throw new QuantizationException($"{weights.Length} weights do not make a matrix of {rows} × {columns}.");
        if (grid.Problem is { } problem)
            throw new QuantizationException(problem);
        if (statistics is not null && statistics.Columns != columns)
            throw new QuantizationException($"Calibration saw {statistics.Columns} inputs where the matrix has {columns}.");
        if (float.IsFinite(TensorPrimitives.MaxMagnitude(weights)))
            return;
        var at = 0;
        while (float.IsFinite(weights[at]))
            at++;
        throw new QuantizationException($"The weight of output {at / columns} and input {at % columns} is {weights[at]}. The checkpoint is damaged or overflowed while training; export it again.");
    }
}
