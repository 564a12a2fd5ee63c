using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Proof;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Calibration;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Rewriting;
using GridProof = OptPolicy.Compression.Pipeline.Proof.GridProof;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>Packs through a float32 graph that is then rewritten: the way that any other ONNX model goes too.</summary>
public sealed class ModelPacker : IModelPacker
{
    // Of all product weights, those that mixed precision may widen.
    private const double WideShareMax = 0.25;

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
    public GridProof Prove(string folder, PackSettings settings) => GridProver.Prove(folder, settings);

    private static void Quantize(string graph, string destination, PackSettings settings, WeightGrid grid, Relay relay, CancellationToken cancellationToken)
    {
        var options = new QuantizationOptions { Grid = grid, Method = settings.Method, Activations = settings.Activations, Except = settings.Except, Wide = settings.Wide };
        var data = settings is { NeedsCalibration: true, Calibration: { } path } ? CalibrationTexts.Read(path, graph) : null;
        if (settings.IsMixed)
        {
            var probe = destination + ".probe";
            Remove(probe);
            try
            {
                var report = ModelQuantizer.Quantize(graph, probe, options, data, overwrite: false, relay, cancellationToken);
                options = options with { Wide = [.. settings.Wide, .. Worst(report.Layers)] };
            }
            finally
            {
                Remove(probe);
            }
        }

        ModelQuantizer.Quantize(graph, destination, options, data, overwrite: false, relay, cancellationToken);
    }

    /// <summary>The products whose outputs rounding changed most, as long as few weights are theirs.</summary>
    private static IReadOnlyList<string> Worst(IReadOnlyList<QuantizedLayer> layers)
    {
        var products = layers.Where(static l => !l.IsTable).ToList();
        var room = WideShareMax * products.Sum(Weights);
        var wide = new List<string>();
        foreach (var layer in products.OrderByDescending(static l => l.OutputError).ThenBy(static l => l.Name, StringComparer.Ordinal))
        {
            if (wide.Count > 0 && Weights(layer) > room)
                continue;
            wide.Add(layer.Name);
            room -= Weights(layer);
        }

        return wide;
    }

    private static double Weights(QuantizedLayer layer) => (double)layer.Inputs * layer.Outputs;

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
