using System.Text.Json.Nodes;
using OptPolicy.Kernels.Weights;
using OptPolicy.Kernels.Weights.Safetensors;

namespace OptPolicy.Evaluation.Decoding;

/// <summary>
/// A checkpoint with more weights that says the same: feed-forward rows whose output weights are zero. It answers like the small model that was
/// trained and costs what a large one does, so that a trained draft can be timed beside a target of the size that drafts are for.
/// </summary>
internal static class PaddedCheckpoint
{
    // Room for every block size that weights are quantised in.
    private const int RowGranularity = 256;

    /// <summary>Writes the padded checkpoint.</summary>
    /// <param name="source">A Llama checkpoint in Hugging Face's layout.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="parameters">About how many weights it is to have.</param>
    public static void Write(string source, string folder, long parameters)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(source).Where(static f => Path.GetExtension(f) is not ".safetensors"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);

        var configPath = Path.Combine(folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(configPath))!.AsObject();
        var (layers, hidden, rows) = (config["num_hidden_layers"]!.GetValue<int>(), config["hidden_size"]!.GetValue<int>(), config["intermediate_size"]!.GetValue<int>());
        using var checkpoint = SafetensorsReader.Open(source);
        var has = checkpoint.Tensors.Values.Sum(static t => t.Shape.Aggregate(1L, static (a, b) => a * b));
        var more = (parameters - has) / (3L * layers * hidden);
        var padded = rows + (int)(Math.Max(0, more) / RowGranularity * RowGranularity);
        config["intermediate_size"] = padded;
        File.WriteAllText(configPath, config.ToJsonString());
        SafetensorsWriter.Write(
            Path.Combine(folder, SafetensorsReader.SingleFileName),
            [.. checkpoint.Tensors.Select(t => new SafetensorsTensor(t.Key, Pad(t.Key, t.Value, padded)))]);
    }

    private static WeightMatrix Pad(string name, StoredTensor tensor, int feedForward)
    {
        var (rows, columns) = tensor.Shape.Count == 1 ? (1, (int)tensor.Shape[0]) : ((int)tensor.Shape[0], (int)tensor.Shape[1]);
        var matrix = tensor.AsMatrix(rows, columns);
        return name.EndsWith("gate_proj.weight", StringComparison.Ordinal) || name.EndsWith("up_proj.weight", StringComparison.Ordinal) ? new Padded(matrix, feedForward, columns)
            : name.EndsWith("down_proj.weight", StringComparison.Ordinal) ? new Padded(matrix, rows, feedForward)
            : matrix;
    }

    /// <summary>More rows repeat the first ones, more columns are zero.</summary>
    private sealed class Padded(WeightMatrix source, int rows, int columns) : WeightMatrix(source.Name, rows, columns)
    {
        public override void Read(int row, int column, Span<float> destination)
        {
            var within = Math.Clamp(source.Columns - column, 0, destination.Length);
            if (within > 0)
                source.Read(row % source.Rows, column, destination[..within]);
            destination[within..].Clear();
        }
    }
}
