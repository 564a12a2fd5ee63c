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
            QuantizationMethod.Gptq => Gptq(weights, rows, columns, grid, WithProducts(statistics, method), options),
            QuantizationMethod.Awq => Awq(weights, rows, columns, grid, WithProducts(statistics, method), options),
            QuantizationMethod.SmoothQuant => Smooth(weights, rows, columns, grid, Needed(statistics, method), options),
            _ => Rounded(weights, rows, columns, grid, null, statistics, options),
        };
    }

    private static MatrixQuantization Gptq(
        ReadOnlyMemory<float> weights, int rows, int columns, WeightGrid grid, InputStatistics statistics, MatrixQuantizationOptions options)
    {
        var degree = options.MaxDegreeOfParallelism;
        var hessian = statistics.Inverse(options.Damping, options.ActivationOrder, degree);
        var fitter = GroupFitter.For(weights.Span, grid, options.Clip, statistics);
        var isFixed = options.StaticGroups || options.ActivationOrder || grid.Sharing == ScaleSharing.Tensor;
        var fitted = isFixed ? RoundToNearest.FitGroups(weights, rows, columns, grid, fitter, degree) : null;
        var matrix = new GptqRounding(grid, fitter, hessian, fitted).Quantize(weights, rows, columns, degree);
        return Measured(new(matrix) { Damping = hessian.Damping }, weights, statistics, options);
    }

    private static MatrixQuantization Awq(
        ReadOnlyMemory<float> weights, int rows, int columns, WeightGrid grid, InputStatistics statistics, MatrixQuantizationOptions options)
    {
        var plain = Rounded(weights, rows, columns, grid, null, statistics, options) with { Alpha = 0 };
        var (alpha, factors) = AwqSearch.Best(weights.Span, rows, columns, grid, statistics, options);
        if (alpha == 0)
            return plain;
        var scaled = Rounded(weights, rows, columns, grid, factors, statistics, options) with { Alpha = alpha };
        return scaled.OutputError < plain.OutputError ? scaled : plain;
    }

    private static MatrixQuantization Smooth(
        ReadOnlyMemory<float> weights, int rows, int columns, WeightGrid grid, InputStatistics statistics, MatrixQuantizationOptions options)
        => Rounded(weights, rows, columns, grid, InputScaling.SmoothQuant(weights.Span, rows, columns, statistics, options.SmoothQuantAlpha), statistics, options);

    private static MatrixQuantization Rounded(
        ReadOnlyMemory<float> weights, int rows, int columns, WeightGrid grid, float[]? factors, InputStatistics? statistics, MatrixQuantizationOptions options)
    {
        var scaled = factors is null ? weights : InputScaling.Apply(weights.Span, factors);
        var fitter = GroupFitter.For(scaled.Span, grid, options.Clip, statistics, factors);
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

    private static InputStatistics WithProducts(InputStatistics? statistics, QuantizationMethod method) => Needed(statistics, method) is { HasProducts: true } kept
        ? kept
        : throw new QuantizationException($"{method} needs the second moments of the inputs, of which only the diagonal was kept. Keep products, or use round-to-nearest with clipping.");

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
