using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Quantization.Calibration;

/// <summary>
/// Inputs by name from files: a .npz (one call, or a folder of them), a .json object (one call) or .jsonl (a call a line). Numbers in JSON are
/// nested lists.
/// </summary>
internal static class ArrayFeeds
{
    public static IReadOnlyList<Func<ModelFeed>> Rows(string path, IReadOnlyDictionary<string, NodeMetadata> inputs, int rowsMax)
    {
        var files = Directory.Exists(path) ? Directory.GetFiles(path).Where(static f => Path.GetExtension(f) is ".npz" or ".json").Order(StringComparer.Ordinal).ToArray() : [path];
        if (files.Length == 0)
            throw new LocalModelException($"'{path}' holds no .npz or .json file to calibrate with.");
        if (Array.Find(files, static f => !File.Exists(f)) is { } missing)
            throw new LocalModelException($"There is no file '{missing}' to calibrate with.");
        var rows = files.SelectMany(file => Path.GetExtension(file) switch
        {
            ".npz" => [() => Npz(file, inputs)],
            ".json" => [() => Json(file, File.ReadAllText(file), inputs)],
            _ => Lines(file, inputs),
        }).Take(rowsMax).ToList();
        return rows.Count > 0 ? rows : throw new LocalModelException($"'{path}' holds no row to calibrate with.");
    }

    private static IEnumerable<Func<ModelFeed>> Lines(string file, IReadOnlyDictionary<string, NodeMetadata> inputs) =>
        File.ReadLines(file).Select(static (line, i) => (Line: line, Number: i + 1)).Where(static l => !string.IsNullOrWhiteSpace(l.Line))
            .Select(l => (Func<ModelFeed>)(() => Json($"{file}:{l.Number}", l.Line, inputs)));

    private static ModelFeed Npz(string file, IReadOnlyDictionary<string, NodeMetadata> inputs)
    {
        var arrays = NumpyArchive.Read(file);
        return new(file, inputs.ToDictionary(static i => i.Key, i =>
        {
            if (!arrays.TryGetValue(i.Key, out var array))
                throw Missing(file, i.Key, arrays.Keys);
            CheckShape(file, i.Key, i.Value, array.Shape);
            return FeedTensor.Numbers(i.Value, i.Key, array.Values, array.Shape);
        }, StringComparer.Ordinal));
    }

    private static ModelFeed Json(string place, string text, IReadOnlyDictionary<string, NodeMetadata> inputs)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new LocalModelException($"{place}: the row is no object with the inputs {string.Join(", ", inputs.Keys)}.");
            var tensors = new Dictionary<string, FeedTensor>(StringComparer.Ordinal);
            foreach (var (name, metadata) in inputs)
            {
                if (!document.RootElement.TryGetProperty(name, out var value))
                    throw Missing(place, name, document.RootElement.EnumerateObject().Select(static p => p.Name));
                var (shape, values) = (new List<long>(), new List<double>());
                Flatten(value, 0, shape, values, place, name);
                CheckShape(place, name, metadata, [.. shape]);
                tensors[name] = FeedTensor.Numbers(metadata, name, values.ToArray(), [.. shape]);
            }

            return new(place, tensors);
        }
        catch (JsonException error)
        {
            throw new LocalModelException($"{place}: no JSON: {error.Message}", error);
        }
    }

    private static void Flatten(JsonElement value, int depth, List<long> shape, List<double> values, string place, string name)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                values.Add(value.GetDouble());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                values.Add(value.GetBoolean() ? 1 : 0);
                break;
            case JsonValueKind.Array:
                var length = value.GetArrayLength();
                if (shape.Count == depth)
                    shape.Add(length);
                else if (shape[depth] != length)
                    throw new LocalModelException($"{place}: '{name}' has lists of {shape[depth]} and of {length} numbers on one level.");
                foreach (var inner in value.EnumerateArray())
                    Flatten(inner, depth + 1, shape, values, place, name);
                break;
            default:
                throw new LocalModelException($"{place}: '{name}' holds {value.ValueKind}, no numbers.");
        }
    }

    private static void CheckShape(string place, string name, NodeMetadata input, long[] shape)
    {
        var isRight = input.Dimensions.Length == shape.Length;
        for (var i = 0; isRight && i < shape.Length; i++)
            isRight = input.Dimensions[i] < 0 || input.Dimensions[i] == shape[i];
        if (!isRight)
            throw new LocalModelException($"{place}: '{name}' has the shape [{string.Join(", ", shape)}]; the model wants [{string.Join(", ", input.Dimensions.Select(static d => d < 0 ? "any" : $"{d}"))}].");
    }

    private static LocalModelException Missing(string place, string name, IEnumerable<string> given) =>
        new($"{place}: the input '{name}' is missing; it has {string.Join(", ", given.Take(8))}.");
}
