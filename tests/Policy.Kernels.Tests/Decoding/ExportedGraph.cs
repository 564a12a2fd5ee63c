using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Onnx;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Decoding;

/// <summary>
/// A graph with the inputs of common exports (mask, positions, a cache that grows) whose arithmetic shows what it was fed: a
/// cached entry is a token plus its position, and logit j of a row is its token + j + the sum of the cache + the sum of the mask.
/// </summary>
internal sealed record ExportedGraph
{
    public bool IsHalfPrecision { get; init; }

    public LogitRows LogitRows { get; init; } = LogitRows.All;

    public bool HasNarrowInputs { get; init; }

    public DecoderModel Open()
    {
        var path = Path.Combine(TestModels.NewFolder(), "model.onnx");
        Write(path);
        var spec = new DecoderSpec
        {
            Architecture = "exported",
            Layers = 1,
            KeyValueHeads = 1,
            HeadDimension = 1,
            HiddenSize = 1,
            VocabularySize = 4,
            ContextTokens = 32,
            Bindings = new()
            {
                AttentionMask = "attention_mask",
                PositionIds = "position_ids",
                IsHalfPrecision = IsHalfPrecision,
                LogitRows = LogitRows,
            },
        };
        return DecoderModel.Open(spec, path, DeviceRequest.Cpu, new() { Threads = 1 });
    }

    /// <summary>The last row's logits after the tokens of a sequence.</summary>
    public static float[] Expected(ReadOnlySpan<int> sequence)
    {
        var sum = (float)sequence.Length;
        for (var i = 0; i < sequence.Length; i++)
            sum += sequence[i] + i;
        var token = sequence[^1];
        return [token + sum, token + 1 + sum, token + 2 + sum, token + 3 + sum];
    }

    private void Write(string path)
    {
        var stored = IsHalfPrecision ? OnnxElementType.Float16 : OnnxElementType.Float;
        var integers = HasNarrowInputs ? OnnxElementType.Int32 : OnnxElementType.Int64;
        using var external = new ExternalTensorFile(path + ".data");
        var graph = new OnnxGraph(external);
        graph.Input("input_ids", integers, 1, "tokens");
        graph.Input("attention_mask", integers, 1, "total");
        graph.Input("position_ids", integers, 1, "tokens");
        graph.Input("past_key_values.0.key", stored, 1, 1, "past", 1);
        graph.Input("past_key_values.0.value", stored, 1, 1, "past", 1);
        graph.Output("present.0.key", stored, 1, 1, "total", 1);
        graph.Output("present.0.value", stored, 1, 1, "total", 1);
        graph.Output("logits", stored, 1, "rows", 4);

        graph.Tensor<long>("head_axes", OnnxElementType.Int64, [2], [1, 3]);
        graph.Tensor<long>("row_axes", OnnxElementType.Int64, [1], [2]);
        graph.Tensor<float>("columns", OnnxElementType.Float, [1, 1, 4], [0, 1, 2, 3]);
        graph.Node("Cast", ["input_ids"], "token", ("to", (long)OnnxElementType.Float));
        graph.Node("Cast", ["position_ids"], "position", ("to", (long)OnnxElementType.Float));
        graph.Node("Cast", ["attention_mask"], "mask", ("to", (long)OnnxElementType.Float));
        graph.Node("Add", ["token", "position"], "entry");
        graph.Node("Unsqueeze", ["entry", "head_axes"], "new");
        graph.Node("Cast", ["new"], "stored", ("to", (long)stored));
        graph.Node("Concat", ["past_key_values.0.key", "stored"], "present.0.key", ("axis", 2));
        graph.Node("Concat", ["past_key_values.0.value", "stored"], "present.0.value", ("axis", 2));
        graph.Node("Cast", ["present.0.key"], "cache", ("to", (long)OnnxElementType.Float));
        graph.Node("ReduceSum", ["cache"], "cache_sum", ("keepdims", 0));
        graph.Node("ReduceSum", ["mask"], "mask_sum", ("keepdims", 0));
        graph.Node("Unsqueeze", ["token", "row_axes"], "row");
        graph.Node("Add", ["row", "columns"], "row_logits");
        graph.Node("Add", ["cache_sum", "mask_sum"], "sum");
        graph.Node("Add", ["row_logits", "sum"], "all_logits");
        if (LogitRows == LogitRows.Last)
        {
            graph.Tensor<long>("last", OnnxElementType.Int64, [1], [-1]);
            graph.Node("Gather", ["all_logits", "last"], "last_logits", ("axis", 1));
        }

        graph.Node("Cast", [LogitRows == LogitRows.Last ? "last_logits" : "all_logits"], "logits", ("to", (long)stored));
        graph.Save(path);
    }
}
