using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Onnx;
using OptPolicy.Kernels.Tests.Models;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Tests.Models.Layouts;

/// <summary>Writes a Llama graph as other exporters do: a mask and positions for inputs, logits for every row.</summary>
internal sealed class ExportedLlama
{
    private readonly OnnxGraph _graph;
    private readonly LinearLayers _linear;
    private readonly LlamaWeights _weights;
    private readonly LlamaShape _shape;
    private readonly bool _grouped;

    private ExportedLlama(OnnxGraph graph, LlamaWeights weights, bool grouped)
    {
        _graph = graph;
        _weights = weights;
        _shape = weights.Shape;
        _grouped = grouped;
        _linear = new LinearLayers(graph, new BlockTensors(graph), WeightFormat.Fp32);
    }

    /// <param name="path">The graph's file.</param>
    /// <param name="weights">The weights; without <paramref name="grouped"/>, as many key heads as query heads.</param>
    /// <param name="grouped">Whether attention is GroupQueryAttention, as onnxruntime-genai's builder has it, or plain operators over a cache that grows.</param>
    public static void Write(string path, LlamaWeights weights, bool grouped)
    {
        using var external = new ExternalTensorFile(path + ".data");
        var graph = new OnnxGraph(external);
        new ExportedLlama(graph, weights, grouped).Build();
        graph.Save(path);
    }

    private void Build()
    {
        _graph.Input("input_ids", OnnxElementType.Int64, "batch_size", "sequence_length");
        _graph.Input("attention_mask", OnnxElementType.Int64, "batch_size", "total_sequence_length");
        if (!_grouped)
            _graph.Input("position_ids", OnnxElementType.Int64, "batch_size", "sequence_length");
        _graph.Output("logits", OnnxElementType.Float, "batch_size", "sequence_length", _shape.VocabularySize);
        Constants();

        var hidden = new EmbeddingLayer(_graph, new BlockTensors(_graph), WeightFormat.Fp32).Lookup("input_ids", _weights.Embedding, "embedding");
        for (var layer = 0; layer < _shape.Layers; layer++)
            hidden = Layer(layer, hidden);
        _linear.Product(Norm(hidden, _weights.FinalNorm, "final_norm"), _weights.Head!, "logits");
    }

    private string Layer(int index, string hidden)
    {
        var (layer, prefix) = (_weights.Layers[index], $"layer.{index}");
        var normed = Norm(hidden, layer.AttentionNorm, $"{prefix}.attention_norm");
        var query = _linear.Product(normed, layer.Query, $"{prefix}.query");
        var key = _linear.Product(normed, layer.Key, $"{prefix}.key");
        var value = _linear.Product(normed, layer.Value, $"{prefix}.value");
        foreach (var part in new[] { "key", "value" })
        {
            _graph.Input($"past_key_values.{index}.{part}", OnnxElementType.Float, "batch_size", _shape.KeyValueHeads, "past_sequence_length", _shape.HeadDimension);
            _graph.Output($"present.{index}.{part}", OnnxElementType.Float, "batch_size", _shape.KeyValueHeads, "total_sequence_length", _shape.HeadDimension);
        }

        var attended = _grouped ? Grouped(index, query, key, value) : Plain(index, query, key, value);
        var middle = _graph.Node("Add", [hidden, _linear.Product(attended, layer.Output, $"{prefix}.output")], $"{prefix}.middle");
        var input = Norm(middle, layer.FeedForwardNorm, $"{prefix}.feed_forward_norm");
        var gate = _linear.Product(input, layer.Gate, $"{prefix}.gate");
        var up = _linear.Product(input, layer.Up, $"{prefix}.up");
        _graph.Node("Sigmoid", [gate], $"{prefix}.sigmoid");
        _graph.Node("Mul", [gate, $"{prefix}.sigmoid"], $"{prefix}.silu");
        _graph.Node("Mul", [$"{prefix}.silu", up], $"{prefix}.gated");
        return _graph.Node("Add", [middle, _linear.Product($"{prefix}.gated", layer.Down, $"{prefix}.down")], $"{prefix}.out");
    }

    private string Grouped(int index, string query, string key, string value)
    {
        _graph.Node("GroupQueryAttention", OnnxGraph.MicrosoftDomain,
            [query, key, value, $"past_key_values.{index}.key", $"past_key_values.{index}.value", "seqlens_k", "total", "rotary.cos", "rotary.sin"],
            [$"layer.{index}.attention", $"present.{index}.key", $"present.{index}.value"],
            ("num_heads", _shape.Heads), ("kv_num_heads", _shape.KeyValueHeads), ("do_rotary", 1));
        return $"layer.{index}.attention";
    }

    private string Plain(int index, string query, string key, string value)
    {
        var prefix = $"layer.{index}";
        query = Heads(Rotate(query));
        _graph.Node("Concat", [$"past_key_values.{index}.key", Heads(Rotate(key))], $"present.{index}.key", ("axis", 2));
        _graph.Node("Concat", [$"past_key_values.{index}.value", Heads(value)], $"present.{index}.value", ("axis", 2));
        _graph.Node("Transpose", [$"present.{index}.key"], $"{prefix}.keys", ("perm", [0L, 1, 3, 2]));
        _graph.Node("MatMul", [query, $"{prefix}.keys"], $"{prefix}.scores");
        _graph.Node("Mul", [$"{prefix}.scores", "scale"], $"{prefix}.scaled");
        _graph.Node("Where", ["visible", $"{prefix}.scaled", "hidden_score"], $"{prefix}.masked");
        _graph.Node("Softmax", [$"{prefix}.masked"], $"{prefix}.weights", ("axis", -1));
        _graph.Node("MatMul", [$"{prefix}.weights", $"present.{index}.value"], $"{prefix}.heads");
        _graph.Node("Transpose", [$"{prefix}.heads"], $"{prefix}.rows", ("perm", [0L, 2, 1, 3]));
        return _graph.Node("Reshape", [$"{prefix}.rows", "row_shape"], $"{prefix}.attention");
    }

    private string Rotate(string rows)
    {
        _graph.Node("RotaryEmbedding", OnnxGraph.MicrosoftDomain, [rows, "position_ids", "rotary.cos", "rotary.sin"], [$"{rows}.rotated"]);
        return $"{rows}.rotated";
    }

    private string Heads(string rows)
    {
        _graph.Node("Reshape", [rows, "head_shape"], $"{rows}.split");
        return _graph.Node("Transpose", [$"{rows}.split"], $"{rows}.heads", ("perm", [0L, 2, 1, 3]));
    }

    private string Norm(string input, WeightMatrix weight, string name)
    {
        _graph.Tensor<float>($"{name}.weight", OnnxElementType.Float, [_shape.HiddenSize], WeightStreams.ReadVector(weight));
        return _graph.Node("SimplifiedLayerNormalization", [input, $"{name}.weight"], name, ("epsilon", _shape.RmsEpsilon), ("axis", -1), ("stash_type", 1));
    }

    private void Constants()
    {
        var half = _shape.HeadDimension / 2;
        float[] Table(Func<double, double> wave) => [.. from position in Enumerable.Range(0, _shape.ContextTokens)
                                                        from i in Enumerable.Range(0, half)
                                                        select (float)wave(position * Math.Pow(_shape.RopeTheta, -2.0 * i / _shape.HeadDimension))];
        _graph.Tensor<float>("rotary.cos", OnnxElementType.Float, [_shape.ContextTokens, half], Table(Math.Cos));
        _graph.Tensor<float>("rotary.sin", OnnxElementType.Float, [_shape.ContextTokens, half], Table(Math.Sin));
        _graph.Node("Shape", ["attention_mask"], "total.int64", ("start", 1), ("end", 2));
        if (_grouped)
        {
            _graph.Tensor<long>("one", OnnxElementType.Int64, [1], [1]);
            _graph.Node("Cast", ["total.int64"], "total", ("to", (long)OnnxElementType.Int32));
            _graph.Node("ReduceSum", ["attention_mask", "one"], "tokens", ("keepdims", 0));
            _graph.Node("Sub", ["tokens", "one"], "tokens_less_one");
            _graph.Node("Cast", ["tokens_less_one"], "seqlens_k", ("to", (long)OnnxElementType.Int32));
            return;
        }

        _graph.Tensor<float>("scale", OnnxElementType.Float, [], [1f / MathF.Sqrt(_shape.HeadDimension)]);
        _graph.Tensor<float>("hidden_score", OnnxElementType.Float, [], [-1e30f]);
        _graph.Tensor<long>("head_shape", OnnxElementType.Int64, [4], [0, 0, -1, _shape.HeadDimension]);
        _graph.Tensor<long>("row_shape", OnnxElementType.Int64, [3], [0, 0, -1]);
        _graph.Tensor<long>("zero", OnnxElementType.Int64, [], [0]);
        _graph.Tensor<long>("step", OnnxElementType.Int64, [], [1]);
        _graph.Tensor<long>("position_axes", OnnxElementType.Int64, [2], [1, 3]);
        _graph.Node("Squeeze", ["total.int64"], "total");
        _graph.Node("Range", ["zero", "total", "step"], "columns");
        _graph.Node("Unsqueeze", ["position_ids", "position_axes"], "row_positions");
        _graph.Node("LessOrEqual", ["columns", "row_positions"], "visible");
    }
}
