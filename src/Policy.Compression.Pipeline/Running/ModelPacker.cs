using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Proof;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Calibration;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Rewriting;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>Packs through a float32 graph that is then rewritten: the way that any other ONNX model goes too.</summary>
public sealed class ModelPacker : IModelPacker
{
    // Of all product weights, those whose bits mixed precision may widen.
    private const double WideShare = 0.25;

    private const int WideGroup = 32, SampleSize = 1024;

    /// <inheritdoc/>
    public void Pack(string checkpoint, string destination, PackSettings settings, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var relay = new Relay(progress);
        var graph = settings.Grid is null ? destination : destination + ".float32";
        Remove(graph);
        try
        {
            ModelConverter.Convert(checkpoint, graph, new ConversionOptions { Format = WeightFormat.Fp32 }, relay, cancellationToken);
            if (settings.Grid is { } grid)
                Quantize(graph, destination, settings, grid, relay, cancellationToken);
        }
        finally
        {
            if (graph != destination)
                Remove(graph);
        }
    }

    /// <inheritdoc/>
    public void Round(string checkpoint, string destination, WeightGrid grid, CancellationToken cancellationToken) => GridRounder.Round(checkpoint, destination, grid, cancellationToken);

    /// <inheritdoc/>
    public PackingProof Prove(string folder, PackSettings settings) => PackingProver.Prove(folder, settings);

    private static void Quantize(string graph, string destination, PackSettings settings, WeightGrid grid, Relay relay, CancellationToken cancellationToken)
    {
        var options = new QuantizationOptions { Grid = grid, Method = settings.Method, Activations = settings.Activations, Except = settings.Except, Wide = settings.Wide, MixedBits = settings.IsMixed ? AverageBits(grid) : null };
        var data = settings is { NeedsCalibration: true, Calibration: { } path } ? CalibrationTexts.Read(path, graph) : null;
        ModelQuantizer.Quantize(graph, destination, options, data, overwrite: false, relay, cancellationToken);
    }

    // What a quarter of the weights at 8 bits costs, spent where it saves most.
    private static double AverageBits(WeightGrid grid) => (1 - WideShare) * BitsOf(grid) + WideShare * BitsOf(DefaultGrid.Of("int8", WideGroup));

    private static double BitsOf(WeightGrid grid) => grid.StoredBytes(SampleSize, SampleSize) * 8.0 / ((long)SampleSize * SampleSize);

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private sealed class Relay(IProgress<StageProgress> progress) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => progress.Report(new StageProgress(value.Step, value.Done, value.Total));
    }
}
