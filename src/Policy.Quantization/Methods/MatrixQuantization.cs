using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Methods;

/// <summary>One quantised matrix and what it cost. Immutable by convention.</summary>
/// <param name="Matrix">The codes and scales, of the weights times <paramref name="InputScales"/>.</param>
/// <param name="InputScales">
/// AWQ and SmoothQuant: one factor an input, by which its weights were multiplied before rounding. Each input has to be divided by its factor, in the
/// operation before or by a product of its own. <see langword="null"/>: nothing to divide.
/// </param>
/// <param name="OutputError">‖(W − Ŵ)X‖ / ‖WX‖ (Frobenius) on the statistics, Ŵ with <paramref name="InputScales"/> undone; <see langword="null"/> without statistics.</param>
public sealed record MatrixQuantization(QuantizedMatrix Matrix, float[]? InputScales = null, double? OutputError = null)
{
    /// <summary>GPTQ: the damping that made the Hessian positive definite.</summary>
    public double? Damping { get; init; }

    /// <summary>AWQ: the exponent that won; 0 leaves the inputs as they are.</summary>
    public double? Alpha { get; init; }

    /// <summary>The weights that the quantised product multiplies the original inputs with: decoded, with <see cref="InputScales"/> undone.</summary>
    public float[] EffectiveWeights()
    {
        var values = Matrix.Decode();
        if (InputScales is { } scales)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] /= scales[i % Matrix.Columns];
        }

        return values;
    }
}
