using OptPolicy.Quantization.Formats;

namespace OptPolicy.Compression.Pipeline.Planning;

/// <summary>Grids by the words that policies use.</summary>
public static class GridNames
{
    /// <summary>The grid that <paramref name="format"/> stands for; <see langword="null"/> when it is none, or cannot have such groups.</summary>
    /// <param name="format">One of <see cref="DefaultGrid.Names"/>.</param>
    /// <param name="group">Weights that share a scale.</param>
    public static WeightGrid? Find(string? format, int? group) => ProblemOf(format, group) is null ? DefaultGrid.Of(format!, group) : null;

    /// <summary>Why there is no such grid.</summary>
    public static string? ProblemOf(string? format, int? group)
    {
        try
        {
            _ = DefaultGrid.Of(format ?? "", group);
            return null;
        }
        catch (QuantizationException error)
        {
            return error.Message;
        }
    }

    /// <summary>A grid as people write it, for example <c>int4 group 32</c>.</summary>
    public static string Describe(WeightGrid? grid) => grid switch
    {
        null => "float32",
        { Number: NumberFormat.Fp8E4M3 } => "fp8",
        { Number: NumberFormat.NvFp4 } => "nvfp4",
        { Number: NumberFormat.MxFp4 } => "mxfp4",
        { Sharing: ScaleSharing.Group } => $"{grid.Number.ToString().ToLowerInvariant()} group {grid.GroupSize}",
        _ => $"{grid.Number.ToString().ToLowerInvariant()} per {grid.Sharing.ToString().ToLowerInvariant()}",
    };

    /// <summary>Whether a weight has four bits or fewer.</summary>
    public static bool HasFewBits(WeightGrid grid) => grid.Number is NumberFormat.Int2 or NumberFormat.Int4 or NumberFormat.NvFp4 or NumberFormat.MxFp4;
}
