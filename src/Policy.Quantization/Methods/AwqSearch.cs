using System.Numerics.Tensors;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Methods;

/// <summary>
/// AWQ's input factors (Lin et al. 2023, arXiv:2306.00978, section 3.2): s = mean|x|^α, α of 0, 0.1 … 1 with the smallest output error. The error
/// comes from the inputs' second moments, so that no activations are stored; candidates are compared on at most 128 evenly spaced outputs, and the
/// winner on all of them against α = 0, which it never loses to.
/// </summary>
internal static class AwqSearch
{
    private const int Steps = 10;
    private const int SampledRows = 128;
    private const float SmallestShare = 1e-4f;

    /// <summary>The best exponent and its factors.</summary>
    public static (double Alpha, float[] Factors) Best(ReadOnlySpan<float> weights, int rows, int columns, WeightGrid grid, InputStatistics statistics, MatrixQuantizationOptions options)
    {
        var sample = Sample(weights, rows, columns);
        var sampled = sample.Length / columns;
        var best = (Alpha: 0.0, Factors: Factors(statistics, 0));
        var smallest = double.PositiveInfinity;
        for (var step = 0; step <= Steps; step++)
        {
            var alpha = step / (double)Steps;
            var factors = Factors(statistics, alpha);
            var error = OutputErrors.Total(Difference(sample, sampled, columns, grid, factors, statistics, options), statistics, options.MaxDegreeOfParallelism);
            if (error < smallest)
                (best, smallest) = ((alpha, factors), error);
        }

        return best;
    }

    /// <summary>mean|x|^α, its extremes' geometric mean 1; inputs weaker than 1/10,000 of the strongest count as that strong.</summary>
    public static float[] Factors(InputStatistics statistics, double alpha)
    {
        var factors = Array.ConvertAll(statistics.MagnitudeSums, sum => (float)(sum / Math.Max(1, statistics.Rows)));
        var floor = TensorPrimitives.Max<float>(factors) * SmallestShare;
        if (floor <= 0)
            floor = 1f;
        for (var i = 0; i < factors.Length; i++)
            factors[i] = (float)Math.Pow(Math.Max(factors[i], floor), alpha);
        var middle = MathF.Sqrt(TensorPrimitives.Max<float>(factors)) * MathF.Sqrt(TensorPrimitives.Min<float>(factors));
        TensorPrimitives.Divide(factors, middle, factors);
        return factors;
    }

    private static float[] Difference(
        float[] sample, int rows, int columns, WeightGrid grid, float[] factors, InputStatistics statistics, MatrixQuantizationOptions options)
    {
        var scaled = InputScaling.Apply(sample, factors);
        var fitter = GroupFitter.For(scaled, grid, options.Clip, statistics, factors);
        var matrix = RoundToNearest.Quantize(scaled, rows, columns, grid, fitter, options.MaxDegreeOfParallelism);
        var effective = new MatrixQuantization(matrix, factors).EffectiveWeights();
        TensorPrimitives.Subtract(effective, sample, effective);
        return effective;
    }

    private static float[] Sample(ReadOnlySpan<float> weights, int rows, int columns)
    {
        var count = Math.Min(rows, SampledRows);
        var sample = new float[count * columns];
        for (var i = 0; i < count; i++)
            weights.Slice((int)((long)i * rows / count) * columns, columns).CopyTo(sample.AsSpan(i * columns));
        return sample;
    }
}
