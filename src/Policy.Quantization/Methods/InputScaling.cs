using System.Numerics.Tensors;

namespace OptPolicy.Quantization.Methods;

/// <summary>Factors that move difficulty from inputs to weights: inputs are divided by them, weights multiplied.</summary>
public static class InputScaling
{
    /// <summary>
    /// SmoothQuant (Xiao et al. 2022, arXiv:2211.10438, equation 4): s_j = max|X_j|^α / max|W_j|^(1−α); 1 for inputs that were never seen or that no
    /// output reads. Products that share their input share the factors: pass all their rows as one matrix.
    /// </summary>
    /// <param name="weights">The weights, row after row.</param>
    /// <param name="rows">Outputs.</param>
    /// <param name="columns">Inputs.</param>
    /// <param name="statistics">The inputs.</param>
    /// <param name="alpha">How much of the difficulty moves, 0…1.</param>
    public static float[] SmoothQuant(ReadOnlySpan<float> weights, int rows, int columns, InputStatistics statistics, double alpha)
    {
        var largest = new float[columns];
        for (var row = 0; row < rows; row++)
        {
            var values = weights.Slice(row * columns, columns);
            for (var i = 0; i < columns; i++)
                largest[i] = Math.Max(largest[i], Math.Abs(values[i]));
        }

        var inputs = statistics.LargestMagnitudes;
        var factors = new float[columns];
        for (var i = 0; i < columns; i++)
        {
            var factor = (float)(Math.Pow(inputs[i], alpha) / Math.Pow(largest[i], 1 - alpha));
            factors[i] = inputs[i] > 0 && largest[i] > 0 && float.IsNormal(factor) ? factor : 1f;
        }

        return factors;
    }

    /// <summary>Weights times their input's factor.</summary>
    /// <param name="weights">The weights, row after row.</param>
    /// <param name="factors">One an input.</param>
    public static float[] Apply(ReadOnlySpan<float> weights, ReadOnlySpan<float> factors)
    {
        var scaled = new float[weights.Length];
        for (var start = 0; start < scaled.Length; start += factors.Length)
            TensorPrimitives.Multiply(weights.Slice(start, factors.Length), factors, scaled.AsSpan(start, factors.Length));
        return scaled;
    }
}
