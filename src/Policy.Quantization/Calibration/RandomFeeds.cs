using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Calibration;

/// <summary>Seeded random inputs, where nobody has real ones: enough to see that a model runs, poor for choosing scales.</summary>
internal static class RandomFeeds
{
    private const int RowsMax = 8;
    private const int Tokens = 16;
    private const int UnknownSize = 32;

    public static IReadOnlyList<Func<ModelFeed>> Rows(ModelSource source, IReadOnlyDictionary<string, NodeMetadata> inputs, CalibrationData data)
    {
        var rows = Math.Min(RowsMax, data.RowsMax);
        if (source.Decoder is { } decoder)
        {
            var feeds = new DecoderFeeds(decoder, null!, inputs);
            return [.. Enumerable.Range(0, rows).Select(i => (Func<ModelFeed>)(() => feeds.Feed($"random row {i + 1}", RandomTokens(decoder.Spec.VocabularySize, data.Seed + i))))];
        }

        var limits = IndexLimits(source.GraphPath);
        return [.. Enumerable.Range(0, rows).Select(i => (Func<ModelFeed>)(() => Row(i, inputs, limits, data.Seed + i)))];
    }

    private static int[] RandomTokens(int vocabulary, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Tokens).Select(_ => random.Next(vocabulary))];
    }

    private static ModelFeed Row(int index, IReadOnlyDictionary<string, NodeMetadata> inputs, Dictionary<string, long> limits, int seed)
    {
        var random = new Random(seed);
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        var tensors = new Dictionary<string, FeedTensor>(StringComparer.Ordinal);
        foreach (var (name, metadata) in inputs)
        {
            var shape = new long[metadata.Dimensions.Length];
            for (var i = 0; i < shape.Length; i++)
                shape[i] = metadata.Dimensions[i] >= 0 ? metadata.Dimensions[i] : Size(metadata.SymbolicDimensions[i], i, sizes, shape.Length);
            var values = new double[shape.Aggregate(1L, static (product, size) => product * size)];
            for (var i = 0; i < values.Length; i++)
                values[i] = Value(name, metadata, limits, random);
            tensors[name] = FeedTensor.Numbers(metadata, name, values, shape);
        }

        return new($"random row {index + 1}", tensors);
    }

    // The first unknown size is a batch; the same symbol is the same size everywhere.
    private static long Size(string symbol, int place, Dictionary<string, long> sizes, int rank)
    {
        var size = place == 0 && rank > 1 ? 1 : UnknownSize;
        return symbol.Length > 0 ? sizes.TryGetValue(symbol, out var known) ? known : sizes[symbol] = size : size;
    }

    private static double Value(string name, NodeMetadata metadata, Dictionary<string, long> limits, Random random) => metadata.ElementDataType switch
    {
        TensorElementType.Float or TensorElementType.Float16 or TensorElementType.Double or TensorElementType.BFloat16 => random.NextDouble() * 2 - 1,
        _ when name.Contains("mask", StringComparison.OrdinalIgnoreCase) => 1,
        _ => random.NextInt64(limits.GetValueOrDefault(name, 2)),
    };

    // An input that chooses rows of a table must stay below the table's length.
    private static Dictionary<string, long> IndexLimits(string graphPath)
    {
        using var model = OnnxModel.Open(graphPath);
        var limits = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var node in model.Graph.Nodes)
        {
            if (node.Operation is "Gather" or "GatherBlockQuantized" && node.Inputs.Count > 1 && model.Graph.Initializer(node.Inputs[0]) is { Dimensions.Count: > 0 } table)
                limits[node.Inputs[1]] = Math.Min(limits.GetValueOrDefault(node.Inputs[1], long.MaxValue), table.Dimensions[0]);
        }

        return limits;
    }
}
