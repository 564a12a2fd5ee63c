using System.Numerics.Tensors;
using OptPolicy.Quantization.Formats.Numbers;

namespace OptPolicy.Quantization.Formats;

/// <summary>Looks for the scale with which all weights of a group are grid points.</summary>
/// <param name="grid">The grid.</param>
internal sealed class ScaleSearch(WeightGrid grid)
{
    // Several float32 scales may give the same largest weight: those next to the quotient.
    private const int Neighbours = 2;

    private readonly float[] _points = Points(grid.Number);

    /// <summary>Whether such a scale exists.</summary>
    public bool Fits(ReadOnlySpan<float> values)
    {
        var largest = Math.Abs(TensorPrimitives.MaxMagnitude(values));
        if (largest == 0)
            return true;
        if (!float.IsFinite(largest))
            return false;

        // The largest weight is one of the number's points times the scale; from the largest point down, as fitted scales are.
        foreach (var point in _points)
        {
            var scale = largest / point;
            for (var i = 0; i < Neighbours; i++)
                scale = MathF.BitDecrement(scale);
            for (var i = -Neighbours; i <= Neighbours; i++, scale = MathF.BitIncrement(scale))
            {
                if (scale > 0 && point * scale == largest && FitsAll(values, scale))
                    return true;
            }
        }

        return false;
    }

    /// <summary>The weights rounded with the scale that their range implies.</summary>
    public float[] Implied(ReadOnlySpan<float> values)
    {
        var largest = Math.Abs(TensorPrimitives.MaxMagnitude(values));
        var group = ScaleRules.Fit(grid, values, ScaleRules.NvFp4Tensor(largest));
        var rounded = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
            rounded[i] = GridRounding.Round(grid.Number, group, values[i]);
        return rounded;
    }

    private bool FitsAll(ReadOnlySpan<float> values, float scale) => grid.IsInteger ? IntegersFit(values, scale) : FloatsFit(values, scale);

    private bool FloatsFit(ReadOnlySpan<float> values, float scale)
    {
        if (grid.Number == NumberFormat.MxFp4 && Fp8E8M0.TryEncode(scale) is null)
            return false;
        var group = new GroupScale(scale, 0);
        foreach (var value in values)
        {
            if (GridRounding.Round(grid.Number, group, value) != value)
                return false;
        }

        return true;
    }

    private bool IntegersFit(ReadOnlySpan<float> values, float scale)
    {
        var (low, high) = (0f, 0f);
        var half = 1 << (grid.Bits - 1);
        foreach (var value in values)
        {
            var multiple = MathF.Round(value / scale);
            if (multiple * scale != value)
                return false;
            low = Math.Min(low, multiple);
            high = Math.Max(high, multiple);
            // A zero point is any code; without one the codes reach one further below the middle, or above with a negative scale.
            if (grid.IsSymmetric ? Math.Min(-low, high) > half - 1 || Math.Max(-low, high) > half : high - low > 2 * half - 1)
                return false;
        }

        return true;
    }

    private static float[] Points(NumberFormat number)
    {
        var points = number switch
        {
            NumberFormat.Fp8E4M3 => Enumerable.Range(1, Fp8E4M3.NaN - 1).Select(static code => Fp8E4M3.Decode((byte)code)),
            NumberFormat.NvFp4 or NumberFormat.MxFp4 => Enumerable.Range(1, 7).Select(static code => Fp4E2M1.Decode((byte)code)),
            NumberFormat.Int2 => Enumerable.Range(1, 3).Select(static multiple => (float)multiple),
            NumberFormat.Int4 => Enumerable.Range(1, 15).Select(static multiple => (float)multiple),
            _ => Enumerable.Range(1, 255).Select(static multiple => (float)multiple),
        };
        return [.. points.OrderDescending()];
    }
}
