using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Precision;

/// <summary>The choices worth their bytes: more bytes, less error, and every step gains less per byte than the one before.</summary>
internal static class PrecisionHull
{
    /// <summary>From the cheapest choice up.</summary>
    /// <exception cref="QuantizationException">There is no choice.</exception>
    public static IReadOnlyList<PrecisionChoice> Of(PrecisionChoices matrix)
    {
        if (matrix.Choices.Count == 0)
            throw new QuantizationException($"'{matrix.Matrix}' has no grid to choose from.");
        var hull = new List<PrecisionChoice>();
        foreach (var choice in matrix.Choices.OrderBy(choice => choice.Bytes).ThenBy(choice => choice.Error))
        {
            if (hull.Count > 0 && choice.Error >= hull[^1].Error)
                continue;
            while (hull.Count > 1 && Gain(hull[^1], choice) >= Gain(hull[^2], hull[^1]))
                hull.RemoveAt(hull.Count - 1);
            hull.Add(choice);
        }

        return hull;
    }

    /// <summary>Error removed per byte.</summary>
    public static double Gain(PrecisionChoice from, PrecisionChoice to) => (from.Error - to.Error) / Math.Max(1, to.Bytes - from.Bytes);
}
