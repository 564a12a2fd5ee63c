using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Graphs;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Rewriting;

namespace OptPolicy.Quantization.Calibration;

/// <summary>Runs a model on calibration rows with the inputs of its products as further outputs. Not thread-safe.</summary>
internal sealed class ProductCalibrator : IDisposable
{
    private readonly InferenceSession _session;
    private readonly IReadOnlyList<Func<ModelFeed>> _rows;
    private readonly string _path;
    private readonly long _memoryLimit;

    /// <exception cref="LocalModelException">The model does not run, or the data does not suit it.</exception>
    public ProductCalibrator(ModelSource source, IEnumerable<string> productInputs, CalibrationData data)
    {
        _path = source.GraphPath;
        _memoryLimit = data.MemoryLimit;
        _session = OpenWithOutputs(source.GraphPath, productInputs);
        try
        {
            _rows = CalibrationRows.Open(source, _session.InputMetadata, data);
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    public int Rows => _rows.Count;

    /// <summary>Divides values into batches whose statistics fit into memory together.</summary>
    public IEnumerable<IReadOnlyList<(string Name, int Columns)>> Batches(IEnumerable<(string Name, int Columns)> inputs)
    {
        var batch = new List<(string Name, int Columns)>();
        var bytes = 0L;
        foreach (var input in inputs)
        {
            var more = KeepsProducts(input.Columns) ? ProductBytes(input.Columns) : 0;
            if (batch.Count > 0 && bytes + more > _memoryLimit)
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }

            batch.Add(input);
            bytes += more;
        }

        if (batch.Count > 0)
            yield return batch;
    }

    /// <summary>Runs every row and returns what entered, by value.</summary>
    /// <exception cref="LocalModelException">A row does not suit the model, or makes numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyDictionary<string, ProductInput> Collect(IReadOnlyList<(string Name, int Columns)> inputs, IProgress<ConversionProgress>? progress, CancellationToken cancellationToken)
    {
        var seen = inputs.ToDictionary(static i => i.Name, i => new ProductInput(i.Columns, KeepsProducts(i.Columns)), StringComparer.Ordinal);
        var given = seen.Keys.Where(_session.InputMetadata.ContainsKey).ToList();
        var computed = seen.Keys.Except(given, StringComparer.Ordinal).ToList();
        for (var i = 0; i < _rows.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var feed = _rows[i]();
            foreach (var name in given)
            {
                using var value = feed.Tensors[name].ToValue();
                Add(name, value, feed);
            }

            if (computed.Count > 0)
            {
                using var outputs = RuntimeSession.Run(_session, feed, computed, cancellationToken);
                for (var o = 0; o < computed.Count; o++)
                    Add(computed[o], outputs[o], feed);
            }

            progress?.Report(new ConversionProgress("calibrating", i + 1, _rows.Count));
        }

        return seen;

        void Add(string name, OrtValue value, ModelFeed feed)
        {
            var numbers = OutputNumbers.Floats(value);
            if (numbers.Length > 0 && !float.IsFinite(System.Numerics.Tensors.TensorPrimitives.Sum<float>(numbers)) && Array.Exists(numbers, static n => !float.IsFinite(n)))
                throw new LocalModelException($"{feed.Name}: '{name}' in '{_path}' is not finite. The row is unusable, or the model is broken.");
            if (numbers.Length % seen[name].Statistics.Columns != 0)
                throw new LocalModelException($"{feed.Name}: '{name}' has {numbers.Length} numbers, which are no rows of {seen[name].Statistics.Columns}.");
            seen[name].Add(numbers);
        }
    }

    public void Dispose() => _session.Dispose();

    // Second moments that do not fit are left out: such a product is rounded to nearest, and its error counts inputs as uncorrelated.
    private bool KeepsProducts(int columns) => columns <= InputStatistics.MaxProductColumns && ProductBytes(columns) <= _memoryLimit;

    private static long ProductBytes(int columns) => sizeof(double) * (long)columns * columns;

    private static InferenceSession OpenWithOutputs(string path, IEnumerable<string> names)
    {
        using var model = OnnxModel.Open(path);
        if (ConstantFolding.Fold(model.Graph) > 0)
            model.RequireIrVersion(ModelQuantizer.ConstantsIrVersion);
        var known = model.Graph.Inputs.Select(static i => i.Name).Concat(model.Graph.Outputs.Select(static o => o.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var name in names.Where(known.Add))
            model.Graph.AddOutput(name);
        using var bytes = new MemoryStream();
        model.WriteTo(bytes);
        return RuntimeSession.Open(bytes.ToArray(), model.Folder.Path, path);
    }
}
