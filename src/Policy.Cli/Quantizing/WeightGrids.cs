using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Cli.Quantizing;

/// <summary>Grids by the words of <c>--weights</c>.</summary>
internal static class WeightGrids
{
    /// <exception cref="LocalModelException">The format cannot have such groups or symmetry.</exception>
    public static WeightGrid Find(string format, int? group, bool isSymmetric)
    {
        try
        {
            var grid = DefaultGrid.Of(format, group);
            return isSymmetric ? grid with { IsSymmetric = true } : grid;
        }
        catch (QuantizationException error)
        {
            throw new LocalModelException(error.Message, error);
        }
    }

    /// <summary>A grid as people write it, for example <c>int4 group 32</c>.</summary>
    public static string Describe(WeightGrid grid) => grid switch
    {
        { Number: NumberFormat.NvFp4 } => "nvfp4",
        { Number: NumberFormat.MxFp4 } => "mxfp4",
        { Sharing: ScaleSharing.Group } => $"{Number(grid)} group {grid.GroupSize}",
        { Sharing: ScaleSharing.Channel } => $"{Number(grid)} per output",
        _ => $"{Number(grid)} per tensor",
    };

    private static string Number(WeightGrid grid) => grid.Number == NumberFormat.Fp8E4M3 ? "fp8" : grid.Number.ToString().ToLowerInvariant();
}
