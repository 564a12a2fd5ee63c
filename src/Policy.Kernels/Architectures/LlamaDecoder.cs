using OptPolicy.Kernels.Onnx;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Architectures;

/// <summary>The nodes of a Llama-architecture decoder.</summary>
internal sealed class LlamaDecoder
{
    public const string SequenceLengths = "seqlens_k";
    public const string TotalLength = "total_sequence_length";
    public const string LogitPositions = "logit_positions";
    public const string HiddenStates = "hidden_states";

    private readonly OnnxGraph _graph;
    private readonly LlamaWeights _weights;
    private readonly LlamaShape _shape;
    private readonly LlamaGraphOptions _options;
    private readonly BlockTensors _blocks;
    private readonly LinearLayers _linear;
    private readonly AttentionLayers _attention;
    private readonly GatedFeedForward _feedForward;
    private readonly int[] _hiddenLayers;

    public LlamaDecoder(OnnxGraph graph, LlamaWeights weights, LlamaGraphOptions options)
    {
        _graph = graph;
        _weights = weights;
        _shape = weights.Shape;
        _options = options;
        _blocks = new BlockTensors(graph);
        _linear = new LinearLayers(graph, _blocks, options.Format);
        _attention = new AttentionLayers(graph, _shape, options.CanonicalAttention);

        _feedForward = new GatedFeedForward(graph, _linear);
        _hiddenLayers = options.HiddenOutputs ? EagleFeatures.Layers(_shape.Layers) : [];
    }

    public void Build(Action<int>? progress, CancellationToken cancellationToken)
    {
        _graph.Input("input_ids", OnnxElementType.Int64, 1, "tokens");
        _graph.Input(SequenceLengths, OnnxElementType.Int32, 1);
        _graph.Input(TotalLength, OnnxElementType.Int32, 1);
        _graph.Input(LogitPositions, OnnxElementType.Int64, "logit_rows");
        _graph.Output("logits", OnnxElementType.Float, 1, "logit_rows", _shape.VocabularySize);

        var residual = new EmbeddingLayer(_graph, _blocks, _options.Format).Lookup("input_ids", _weights.Embedding, "embedding");
        var normed = Norm(residual, _weights.Layers[0].AttentionNorm, "layers.0.attention_norm");
        var entering = new string[_shape.Layers];
        for (var layer = 0; layer < _shape.Layers; layer++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            entering[layer] = residual;
            var next = layer + 1 < _shape.Layers ? _weights.Layers[layer + 1].AttentionNorm : _weights.FinalNorm;
            (residual, normed) = Layer(layer, residual, normed, next);
            progress?.Invoke(layer + 1);
        }

        if (_hiddenLayers.Length > 0)
        {
            _graph.Output(HiddenStates, OnnxElementType.Float, 1, "tokens", _hiddenLayers.Length * _shape.HiddenSize);
            _graph.Node("Concat", Array.ConvertAll(_hiddenLayers, layer => entering[layer]), HiddenStates, ("axis", -1));
        }

        // Only the asked-for rows reach the head: a prompt then costs one row of logits.
        var asked = _graph.Node("Gather", [normed, LogitPositions], "head.input", ("axis", 1));
        _linear.Product(asked, _weights.Head ?? _weights.Embedding, "logits");
    }

    private (string Residual, string Normed) Layer(int index, string residual, string normed, WeightMatrix nextNorm)
    {
        var layer = _weights.Layers[index];
        var prefix = $"layers.{index}";

        var queryKeyValue = _linear.Product(normed, new StackedMatrix($"{prefix}.qkv", layer.Query, layer.Key, layer.Value), $"{prefix}.qkv");
        var attended = _attention.Attend(index, queryKeyValue);
        var projected = _linear.Product(attended, layer.Output, $"{prefix}.output");
        (residual, normed) = AddNorm(residual, projected, layer.FeedForwardNorm, $"{prefix}.feed_forward_norm");

        var down = _feedForward.Add(normed, layer, prefix);
        return AddNorm(residual, down, nextNorm, index + 1 < _shape.Layers ? $"layers.{index + 1}.attention_norm" : "final_norm");
    }

    private string Norm(string input, WeightMatrix weight, string name)
    {
        _graph.Tensor<float>($"{name}.weight", OnnxElementType.Float, [_shape.HiddenSize], WeightStreams.ReadVector(weight));
        return _graph.Node("SimplifiedLayerNormalization", [input, $"{name}.weight"], name, ("epsilon", _shape.RmsEpsilon), ("axis", -1), ("stash_type", 1));
    }

    private (string Residual, string Normed) AddNorm(string residual, string update, WeightMatrix weight, string name)
    {
        _graph.Tensor<float>($"{name}.weight", OnnxElementType.Float, [_shape.HiddenSize], WeightStreams.ReadVector(weight));
        _graph.Node("SkipSimplifiedLayerNormalization", OnnxGraph.MicrosoftDomain, [residual, update, $"{name}.weight"], [name, "", "", $"{name}.residual"], ("epsilon", _shape.RmsEpsilon));
        return ($"{name}.residual", name);
    }
}
