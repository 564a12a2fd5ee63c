namespace OptPolicy.Quantization.Formats;

/// <summary>The grid that a format's name stands for when nothing else is said.</summary>
public static class DefaultGrid
{
    /// <summary>The names that <see cref="Of"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["int2", "int4", "int8", "fp8", "nvfp4", "mxfp4"];

    /// <summary>
    /// int8: symmetric, one scale an output (with a group: one a group). int4: asymmetric, groups of 32. int2: asymmetric, groups of 16, the
    /// smallest that MatMulNBits takes. fp8: one scale an output (with a group: one a group). nvfp4: groups of 16. mxfp4: groups of 32.
    /// </summary>
    /// <param name="format">One of <see cref="Names"/>, any case.</param>
    /// <param name="group">Weights that share a scale; <see langword="null"/>: the format's own.</param>
    /// <exception cref="QuantizationException">The name is unknown, or the format cannot have such groups.</exception>
    public static WeightGrid Of(string format, int? group = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        var grid = format.ToLowerInvariant() switch
        {
            "int2" => Grouped(NumberFormat.Int2, group ?? 16, isSymmetric: false),
            "int4" => Grouped(NumberFormat.Int4, group ?? 32, isSymmetric: false),
            "int8" => ByChannel(NumberFormat.Int8, group),
            "fp8" => ByChannel(NumberFormat.Fp8E4M3, group),
            "nvfp4" => Grouped(NumberFormat.NvFp4, group ?? 16, isSymmetric: true),
            "mxfp4" => Grouped(NumberFormat.MxFp4, group ?? 32, isSymmetric: true),
            _ => throw new QuantizationException($"'{format}' is no weight format. Use one of {string.Join(", ", Names)}."),
        };
        return grid.Problem is { } problem ? throw new QuantizationException(problem) : grid;
    }

    private static WeightGrid Grouped(NumberFormat number, int group, bool isSymmetric) => new(number, ScaleSharing.Group, group, isSymmetric);

    private static WeightGrid ByChannel(NumberFormat number, int? group)
        => group is { } size ? Grouped(number, size, isSymmetric: true) : new(number, ScaleSharing.Channel, 0, IsSymmetric: true);
}
