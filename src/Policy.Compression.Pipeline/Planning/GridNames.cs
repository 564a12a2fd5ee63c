using OptPolicy.Quantization.Formats;

namespace OptPolicy.Compression.Pipeline.Planning;

/// <summary>Grids by the words that policies use.</summary>
public static class GridNames
{
    private const int DefaultGroup = 32;

    /// <summary>The words.</summary>
    public static IReadOnlyList<string> All { get; } = ["int2", "int4", "int8", "fp8", "nvfp4", "mxfp4"];

    /// <summary>The grid that <paramref name="format"/> stands for; <see langword="null"/> when it is none.</summary>
    /// <param name="format">One of <see cref="All"/>.</param>
    /// <param name="group">Weights that share a scale; integers only.</param>
    public static WeightGrid? Find(string? format, int? group) => format switch
    {
        // Asymmetric groups cost half a bit and keep more of small models than symmetric ones.
        "int2" => new(NumberFormat.Int2, ScaleSharing.Group, group ?? DefaultGroup, IsSymmetric: false),
        "int4" => new(NumberFormat.Int4, ScaleSharing.Group, group ?? DefaultGroup, IsSymmetric: false),
        "int8" => new(NumberFormat.Int8, ScaleSharing.Group, group ?? DefaultGroup, IsSymmetric: true),
        "fp8" => new(NumberFormat.Fp8E4M3, ScaleSharing.Channel, 0, IsSymmetric: true),
        "nvfp4" => new(NumberFormat.NvFp4, ScaleSharing.Group, 16, IsSymmetric: true),
        "mxfp4" => new(NumberFormat.MxFp4, ScaleSharing.Group, 32, IsSymmetric: true),
        _ => null,
    };

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
