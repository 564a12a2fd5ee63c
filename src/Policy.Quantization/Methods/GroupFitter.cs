using System.Numerics.Tensors;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Methods;

/// <summary>Finds what the weights of a group share. Thread-safe.</summary>
/// <param name="grid">The grid.</param>
/// <param name="tensorScale">NVFP4's scale of the tensor.</param>
/// <param name="clip">Whether the range may shrink.</param>
/// <param name="importance">Mean square of each input, for <see cref="ClipSearch.OutputError"/>.</param>
internal sealed class GroupFitter(WeightGrid grid, float tensorScale, ClipSearch clip, double[]? importance)
{
    private const int Ranges = 11;
    private const float RangeStep = 0.05f;

    public float TensorScale => tensorScale;

    /// <summary>The fitter of a matrix, its weights already times their inputs' factors: NVFP4's scale of the tensor comes from the largest.</summary>
    public static GroupFitter For(ReadOnlySpan<float> weights, WeightGrid grid, ClipSearch clip, InputStatistics? statistics, float[]? inputScales = null)
    {
        var tensorScale = grid.Number == NumberFormat.NvFp4 && !weights.IsEmpty ? ScaleRules.NvFp4Tensor(Math.Abs(TensorPrimitives.MaxMagnitude(weights))) : 1f;
        var importance = clip == ClipSearch.OutputError
            ? statistics?.Squares ?? throw new QuantizationException("Clipping by output error needs calibration statistics. Calibrate, or clip by weight error.")
            : null;
        return new(grid, tensorScale, clip, importance is null || inputScales is null ? importance : Divided(importance, inputScales));
    }

    /// <summary>The group's scale and zero point.</summary>
    /// <param name="values">The group's weights; of whole rows where they are longer than <paramref name="columns"/>.</param>
    /// <param name="firstColumn">The input that the first weight belongs to.</param>
    /// <param name="columns">Inputs of the matrix.</param>
    public GroupScale Fit(ReadOnlySpan<float> values, int firstColumn, int columns)
    {
        if (values.IsEmpty)
            return ScaleRules.Fit(grid, 0f, 0f, tensorScale);
        var min = TensorPrimitives.Min(values);
        var max = TensorPrimitives.Max(values);
        var best = Check(ScaleRules.Fit(grid, min, max, tensorScale));
        if (clip == ClipSearch.None)
            return best;

        var smallest = Error(values, best, firstColumn, columns, double.PositiveInfinity);
        for (var range = 1; range < Ranges; range++)
        {
            var share = 1f - range * RangeStep;
            var candidate = ScaleRules.Fit(grid, min * share, max * share, tensorScale);
            var error = Error(values, candidate, firstColumn, columns, smallest);
            if (error < smallest)
                (best, smallest) = (candidate, error);
        }

        return best;
    }

    private double Error(ReadOnlySpan<float> values, GroupScale group, int firstColumn, int columns, double limit)
    {
        var error = 0.0;
        for (var i = 0; i < values.Length && error < limit; i++)
        {
            double difference = values[i] - GridRounding.Round(grid.Number, group, values[i]);
            error += difference * difference * (importance is null ? 1 : importance[(firstColumn + i) % columns]);
        }

        return error;
    }

    // The product sees its inputs divided by their factors.
    private static double[] Divided(double[] squares, float[] inputScales)
    {
        var divided = new double[squares.Length];
        for (var i = 0; i < divided.Length; i++)
            divided[i] = squares[i] / ((double)inputScales[i] * inputScales[i]);
        return divided;
    }

    private static GroupScale Check(GroupScale group) => float.IsFinite(group.Scale)
        ? group
        : throw new QuantizationException("A group spans more than float32 holds. The checkpoint is damaged or overflowed while training; export it again.");
}
