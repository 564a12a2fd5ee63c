namespace OptPolicy.Quantization.Methods;

/// <summary>SmoothQuant's factors (Xiao et al. 2022, arXiv:2211.10438, equation 4).</summary>
internal static class SmoothQuantScaling
{
    /// <summary>
    /// s_j = max|X_j|^α / max|W_j|^(1−α); 1 for inputs that were never seen or that no output reads. The inputs are divided by s, the weights multiplied.
    /// </summary>
    public static float[] Factors(ReadOnlySpan<float> weights, int rows, int columns, InputStatistics statistics, double alpha)
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
    public static float[] Scale(ReadOnlySpan<float> weights, ReadOnlySpan<float> factors)
    {
        var scaled = new float[weights.Length];
        for (var start = 0; start < scaled.Length; start += factors.Length)
            System.Numerics.Tensors.TensorPrimitives.Multiply(weights.Slice(start, factors.Length), factors, scaled.AsSpan(start, factors.Length));
        return scaled;
    }
}
