using OptPolicy.Kernels.Onnx;

namespace OptPolicy.Kernels.Architectures;

/// <summary>Adds grouped-query attention over a KV cache to a graph, with rotary positions applied inside.</summary>
internal sealed class AttentionLayers
{
    private readonly OnnxGraph _graph;
    private readonly LlamaShape _shape;
    private readonly bool _canonical;

    public AttentionLayers(OnnxGraph graph, LlamaShape shape, bool canonical)
    {
        _graph = graph;
        _shape = shape;
        _canonical = canonical;
        AddRotaryTables();
        if (canonical)
        {
            graph.Tensor<long>("attention.one_more_row", OnnxElementType.Int64, [6], [0, 0, 0, 0, 1, 0]);
            graph.Tensor<long>("attention.last", OnnxElementType.Int64, [1], [-1]);
            graph.Tensor<long>("attention.first", OnnxElementType.Int64, [1], [0]);
            graph.Tensor<long>("attention.row_axis", OnnxElementType.Int64, [1], [1]);
        }
    }

    /// <summary>Adds one layer's attention over packed query, key and value rows and returns the output's name.</summary>
    public string Attend(int layer, string queryKeyValue)
    {
        foreach (var part in (ReadOnlySpan<string>)["key", "value"])
        {
            _graph.Input($"past_key_values.{layer}.{part}", OnnxElementType.Float, 1, _shape.KeyValueHeads, "past", _shape.HeadDimension);
            _graph.Output($"present.{layer}.{part}", OnnxElementType.Float, 1, _shape.KeyValueHeads, "present", _shape.HeadDimension);
        }

        var name = $"layers.{layer}.attention";
        if (!_canonical)
            return Grouped(layer, queryKeyValue, name);

        // The kernel takes another code path for one row than for several, with another order of summation. The last row is
        // therefore attended twice: every call then has at least two rows. The repeated row's key and value land in one slot
        // after the last, which the next call overwrites.
        var repeated = _graph.Node("Pad", [queryKeyValue, "attention.one_more_row"], $"{queryKeyValue}.repeated", ("mode", "edge"));
        var attended = Grouped(layer, repeated, $"{name}.repeated");
        return _graph.Node("Slice", [attended, "attention.first", "attention.last", "attention.row_axis"], name);
    }

    private string Grouped(int layer, string queryKeyValue, string name)
    {
        _graph.Node(
            "GroupQueryAttention",
            OnnxGraph.MicrosoftDomain,
            [
                queryKeyValue, "", "", $"past_key_values.{layer}.key", $"past_key_values.{layer}.value",
                LlamaDecoder.SequenceLengths, LlamaDecoder.TotalLength, "rotary.cos", "rotary.sin",
            ],
            [name, $"present.{layer}.key", $"present.{layer}.value"],
            ("num_heads", _shape.Heads), ("kv_num_heads", _shape.KeyValueHeads), ("do_rotary", 1), ("rotary_interleaved", 0), ("local_window_size", -1));
        return name;
    }

    private void AddRotaryTables()
    {
        var half = _shape.HeadDimension / 2;
        var positions = _shape.ContextTokens + 1; // the repeated row of a full cache stands one past the last
        var cos = new float[positions * half];
        var sin = new float[positions * half];
        for (var i = 0; i < half; i++)
        {
            var frequency = Math.Pow(_shape.RopeTheta, -2.0 * i / _shape.HeadDimension) / (_shape.RopeDivisors?[i] ?? 1f);
            for (var position = 0; position < positions; position++)
                (sin[position * half + i], cos[position * half + i]) = ((float, float))Math.SinCos(position * frequency);
        }

        _graph.Tensor<float>("rotary.cos", OnnxElementType.Float, [positions, half], cos);
        _graph.Tensor<float>("rotary.sin", OnnxElementType.Float, [positions, half], sin);
    }
}
