using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Calibration;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Graphs;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Rewriting.Operators;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>One quantisation from the model to the checked result. Not thread-safe.</summary>
internal sealed class QuantizationRun : IDisposable
{
    // Protobuf messages end at two gigabytes, and ONNX Runtime needs room of its own.
    private const long InsideBytesMax = 1_500_000_000;

    private readonly ModelSource _source;
    private readonly QuantizedOutput _output;
    private readonly QuantizationOptions _options;
    private readonly CalibrationData? _data;
    private readonly IProgress<ConversionProgress>? _progress;
    private readonly OnnxModel _model;
    private readonly List<KeptProduct> _kept = [];
    private readonly List<string> _notes = [];

    public QuantizationRun(ModelSource source, QuantizedOutput output, QuantizationOptions options, CalibrationData? data, IProgress<ConversionProgress>? progress)
    {
        (_source, _output, _options, _progress) = (source, output, options, progress);
        var needsData = options.Method != QuantizationMethod.Rtn || options.Activations == ActivationFormat.Int8Static || options.MixedBits is not null;
        _data = data ?? (needsData ? new CalibrationData() : null);
        _model = OnnxModel.Open(source.GraphPath);
    }

    public QuantizationReport Run(CancellationToken cancellationToken)
    {
        var dataFiles = _model.DataFiles;
        var before = Size(_source.GraphPath, dataFiles);
        ConstantFolding.Fold(_model.Graph);
        var products = Select(ProductFinder.Find(_model.Graph));
        var tables = TableFinder.Find(_model.Graph);
        var hasDataFile = dataFiles.Count > 0 || _source.IsOwnLayout || before > InsideBytesMax;
        var dataFile = hasDataFile ? Path.GetFileName(_output.GraphPath) + ".data" : null;

        var rows = 0;
        List<QuantizedLayer> layers;
        using (var file = new ModelFile(_output.GraphPath, dataFile))
        {
            _model.RequireIrVersion(ModelQuantizer.ConstantsIrVersion);
            var edit = new GraphEdit(_model, file);
            (layers, rows) = Products(edit, products, tables, cancellationToken);
            layers.AddRange(Tables(edit, tables));
            edit.RemoveUnused();
            file.Save(_model);
        }

        _output.CopyCompanions(_source, dataFiles);
        ManifestUpdate.Write(_source, _output.Folder, _options, layers);
        var comparison = Compare(cancellationToken);
        var after = Size(_output.GraphPath, dataFile is null ? [] : [dataFile]);
        cancellationToken.ThrowIfCancellationRequested();
        _output.Commit();
        return new(_output.Destination, layers, _kept, before, after, rows, comparison, _notes);
    }

    public void Dispose() => _model.Dispose();

    private List<MatrixProduct> Select(FoundProducts found)
    {
        _kept.AddRange(found.Kept);
        var excepted = found.Products.Where(p => NamePattern.MatchesAny(_options.Except, p)).ToList();
        _kept.AddRange(excepted.Select(static p => new KeptProduct(p.Name, "it was excepted")));
        if (_options.Except.Concat(_options.Wide).FirstOrDefault(pattern => !found.Products.Any(p => NamePattern.MatchesAny([pattern], p)) && !TableFinder.Find(_model.Graph).Exists(t => NamePattern.MatchesAny([pattern], t.Table.Name))) is { } unknown)
            throw new LocalModelException($"No product or weight is called '{unknown}'. 'optpolicy inspect' lists them.");
        var selected = found.Products.Except(excepted).ToList();
        if (selected.Count == 0)
        {
            throw new LocalModelException(found switch
            {
                { Quantized.Count: > 0, Products.Count: 0 } => $"'{_source.Path}' is already quantised: {Describe(found.Quantized)}. Quantise the model that it was made from.",
                { Products.Count: > 0 } => "Every product is excepted; nothing is left to quantise.",
                _ => $"'{_source.Path}' has no product with a constant matrix; there is nothing to quantise.",
            });
        }

        if (found.Quantized.Count > 0)
            _notes.Add($"{Describe(found.Quantized)} stay as they are: they are quantised already");
        return selected;
    }

    private (List<QuantizedLayer> Layers, int Rows) Products(GraphEdit edit, List<MatrixProduct> products, List<TableLookup> tables, CancellationToken cancellationToken)
    {
        var layers = new List<QuantizedLayer>();
        var inputs = products.Select(static p => (Name: p.Input, Columns: p.Inputs)).DistinctBy(static i => i.Name).ToList();
        using var calibrator = _data is null ? null : new ProductCalibrator(_source, inputs.Select(static i => i.Name), _data);
        if (_data is { IsRandom: true })
            _notes.Add("calibrated on random inputs, for want of real ones: give data that is like what the model will see");
        var plans = new LayerPlanner(_options, _model.Graph, tables).Plan(products);

        if (_options.MixedBits is { } bits)
            plans = BitAllocation.Allocate(plans, _options, bits, calibrator!, inputs, _progress, cancellationToken);

        var writer = new LayerWriter(edit, _options);
        foreach (var batch in calibrator?.Batches(inputs) ?? [inputs])
        {
            var seen = calibrator?.Collect(batch, _progress, cancellationToken);
            foreach (var (name, _) in batch)
            {
                foreach (var same in plans.Where(p => p.Product.Input == name).GroupBy(static p => p.Grid))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    layers.AddRange(writer.Write([.. same], seen?[name]));
                    _progress?.Report(new ConversionProgress("quantising", layers.Count, plans.Count));
                }
            }
        }

        var order = products.Select(static (p, i) => (p.Name, i)).DistinctBy(static p => p.Name).ToDictionary(static p => p.Name, static p => p.i, StringComparer.Ordinal);
        return ([.. layers.OrderBy(l => order[l.Name])], calibrator?.Rows ?? 0);
    }

    private List<QuantizedLayer> Tables(GraphEdit edit, List<TableLookup> tables)
    {
        var layers = new List<QuantizedLayer>();
        if (!_options.QuantizesTables)
            return layers;
        foreach (var lookup in tables.Where(t => !NamePattern.MatchesAny(_options.Except, t.Table.Name) && !NamePattern.MatchesAny(_options.Except, t.Node.Label)))
        {
            var weights = lookup.Table.ReadFloats();
            var quantized = MatrixQuantizer.Quantize(weights, lookup.Rows, lookup.Width, GridChoice.Wide, QuantizationMethod.Rtn);
            edit.TakeStoredBytes();
            TableOperator.Write(edit, lookup, quantized.Matrix);
            layers.Add(new(lookup.Node.Label, lookup.Table.Name, lookup.Width, lookup.Rows, GridChoice.Wide, lookup.Table.Bytes, edit.TakeStoredBytes(), LayerWriter.WeightError(weights, quantized), null) { IsTable = true });
        }

        return layers;
    }

    private OutputComparison? Compare(CancellationToken cancellationToken)
    {
        if (_source.IsFolder && DraftHeadFolder.IsOne(_source.Path))
        {
            RuntimeSession.Open(_output.GraphPath).Dispose();
            _notes.Add("a draft head is opened and not compared: measure it with 'optpolicy bench TARGET --draft HEAD'");
            return null;
        }

        _progress?.Report(new ConversionProgress("comparing", 0, 1));
        var (comparison, problem) = OutputComparer.Compare(_source, _output.GraphPath, _data ?? new CalibrationData(), cancellationToken);
        if (problem is not null)
            _notes.Add(problem);
        _progress?.Report(new ConversionProgress("comparing", 1, 1));
        return comparison;
    }

    private static string Describe(IReadOnlyList<ModelNode> nodes) => string.Join(", ", nodes.GroupBy(static n => n.Operation).OrderByDescending(static g => g.Count()).Select(static g => $"{g.Count()} {g.Key}"));

    private static long Size(string graph, IEnumerable<string> dataFiles) =>
        new FileInfo(graph).Length + dataFiles.Select(f => new FileInfo(Path.Combine(Path.GetDirectoryName(graph)!, f))).Where(static f => f.Exists).Sum(static f => f.Length);
}
