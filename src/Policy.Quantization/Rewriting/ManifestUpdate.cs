using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Calibration;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>Keeps the manifests of our own folders true: what the weights are, and whether rows of a call depend on each other.</summary>
internal static class ManifestUpdate
{
    public static void Write(ModelSource source, string folder, QuantizationOptions options, IReadOnlyList<QuantizedLayer> layers)
    {
        var format = FormatOf(options, layers);
        if (Has(DecoderManifest.FileName))
        {
            var manifest = DecoderManifest.Read(source.Path);
            (manifest with { Spec = manifest.Spec with { Format = format, QuantizesActivationsPerTensor = manifest.Spec.QuantizesActivationsPerTensor || options.Activations == ActivationFormat.Int8Dynamic } }).Write(folder);
        }
        else if (Has(EncoderManifest.FileName))
        {
            var manifest = EncoderManifest.Read(source.Path);
            (manifest with { Spec = manifest.Spec with { Format = format } }).Write(folder);
        }
        else if (Has(DraftHeadManifest.FileName))
        {
            var manifest = DraftHeadManifest.Read(source.Path);
            (manifest with { Spec = manifest.Spec with { Format = format } }).Write(folder);
        }

        bool Has(string file) => source.IsFolder && File.Exists(Path.Combine(source.Path, file));
    }

    // Only what runs with the same kernel on the same grid has the converter's name for it.
    private static WeightFormat FormatOf(QuantizationOptions options, IReadOnlyList<QuantizedLayer> layers)
    {
        var grids = layers.Where(static l => !l.IsTable).Select(static l => l.Grid).Distinct().ToList();
        return (options.Activations, options.Operator, grids) switch
        {
            (ActivationFormat.Float, WeightOperator.Automatic, [{ Number: NumberFormat.Int4, Sharing: ScaleSharing.Group, GroupSize: 32, IsSymmetric: true }]) => WeightFormat.Q4,
            (ActivationFormat.Float, WeightOperator.Automatic, [{ Number: NumberFormat.Int4, Sharing: ScaleSharing.Group, GroupSize: 128, IsSymmetric: true }]) => WeightFormat.Q4Block128,
            (ActivationFormat.Float, WeightOperator.Automatic, [{ Number: NumberFormat.Int8, Sharing: ScaleSharing.Group, GroupSize: 32, IsSymmetric: true }]) => WeightFormat.Q8,
            _ => WeightFormat.Unknown,
        };
    }
}
