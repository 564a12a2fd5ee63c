using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Onnx;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Architectures;

/// <summary>The nodes of a BERT-architecture encoder.</summary>
internal sealed class BertEncoder
{
    public const string TokenTypeIds = "token_type_ids";
    public const string Embedding = "sentence_embedding";
    public const string Logits = "logits";

    private const string Tokens = "input_ids";
    private const string Mask = "attention_mask";

    private readonly OnnxGraph _graph;
    private readonly BertWeights _weights;
    private readonly BertShape _shape;
    private readonly BertGraphOptions _options;
    private readonly LinearLayers _linear;
    private readonly EmbeddingLayer _embeddings;

    public BertEncoder(OnnxGraph graph, BertWeights weights, BertGraphOptions options)
    {
        _graph = graph;
        _weights = weights;
        _shape = weights.Shape;
        _options = options;
        var blocks = new BlockTensors(graph);
        _linear = new LinearLayers(graph, blocks, options.Format);
        _embeddings = new EmbeddingLayer(graph, blocks, options.Format);
    }

    public void Build(Action<int>? progress, CancellationToken cancellationToken)
    {
        _graph.Input(Tokens, OnnxElementType.Int64, "batch", "tokens");
        _graph.Input(Mask, OnnxElementType.Int64, "batch", "tokens");
        _graph.Node("Cast", [Mask], "mask.int32", ("to", (long)OnnxElementType.Int32));

        var hidden = Embed();
        for (var layer = 0; layer < _shape.Layers; layer++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hidden = Layer(layer, hidden);
            progress?.Invoke(layer + 1);
        }

        if (_weights.Head is { } head)
        {
            _graph.Output(Logits, OnnxElementType.Float, "batch", head.Labels.Count);
            Classify(hidden, head);
            return;
        }

        _graph.Output(Embedding, OnnxElementType.Float, "batch", _shape.HiddenSize);
        Pool(hidden);
    }

    private string Embed()
    {
        var words = _embeddings.Lookup(Tokens, _weights.Words, "words");
        _graph.Tensor("positions.table", OnnxElementType.Float, [_shape.Positions, _shape.HiddenSize], sizeof(float) * (long)_shape.Positions * _shape.HiddenSize,
            stream => WeightStreams.WriteRows(stream, _weights.Positions));
        _graph.Tensor<long>("positions.first", OnnxElementType.Int64, [1], [_shape.FirstPosition]);
        _graph.Node("Shape", [Tokens], "positions.count", ("start", 1), ("end", 2));
        _graph.Node("Add", ["positions.count", "positions.first"], "positions.end");
        _graph.Tensor<long>("axis.0", OnnxElementType.Int64, [1], [0]);
        _graph.Node("Slice", ["positions.table", "positions.first", "positions.end", "axis.0"], "positions");
        var sum = _graph.Node("Add", [words, "positions"], "embedding.placed");

        if (_weights.TokenTypes is { } types)
        {
            _graph.Input(TokenTypeIds, OnnxElementType.Int64, "batch", "tokens");
            _graph.Tensor("types.table", OnnxElementType.Float, [types.Rows, types.Columns], sizeof(float) * (long)types.Rows * types.Columns,
                stream => WeightStreams.WriteRows(stream, types));
            _graph.Node("Gather", ["types.table", TokenTypeIds], "types", ("axis", 0));
            sum = _graph.Node("Add", [sum, "types"], "embedding.typed");
        }

        return _graph.Node("LayerNormalization", [sum, Vector(_weights.EmbeddingNorm.Weight, "embedding_norm.weight"), Vector(_weights.EmbeddingNorm.Bias, "embedding_norm.bias")],
            "embedding_norm", ("epsilon", _shape.NormEpsilon), ("axis", -1));
    }

    private string Layer(int index, string hidden)
    {
        var layer = _weights.Layers[index];
        var prefix = $"layers.{index}";

        var product = _linear.Product(hidden, new StackedMatrix($"{prefix}.qkv", layer.Query.Weight, layer.Key.Weight, layer.Value.Weight), $"{prefix}.qkv");
        float[] biases = [.. WeightStreams.ReadVector(layer.Query.Bias), .. WeightStreams.ReadVector(layer.Key.Bias), .. WeightStreams.ReadVector(layer.Value.Bias)];
        _graph.Tensor<float>($"{prefix}.qkv.bias", OnnxElementType.Float, [biases.Length], biases);
        _graph.Node("Split", "", [product], [$"{prefix}.query", $"{prefix}.key", $"{prefix}.value"], ("axis", -1), ("num_outputs", 3));
        _graph.Node("MultiHeadAttention", OnnxGraph.MicrosoftDomain,
            [$"{prefix}.query", $"{prefix}.key", $"{prefix}.value", $"{prefix}.qkv.bias", "mask.int32"], [$"{prefix}.attention"], ("num_heads", _shape.Heads));
        var attended = AddNorm(hidden, $"{prefix}.attention", layer.Output, layer.AttentionNorm, $"{prefix}.output");

        var up = _linear.Product(attended, layer.Up.Weight, $"{prefix}.up");
        _graph.Node(_shape.ApproximatesGelu ? "FastGelu" : "BiasGelu", OnnxGraph.MicrosoftDomain, [up, Vector(layer.Up.Bias, $"{prefix}.up.bias")], [$"{prefix}.gelu"]);
        return AddNorm(attended, $"{prefix}.gelu", layer.Down, layer.FeedForwardNorm, $"{prefix}.down");
    }

    // LayerNorm(residual + input × weightᵀ + bias)
    private string AddNorm(string residual, string input, AffineWeights product, AffineWeights norm, string name)
    {
        var update = _linear.Product(input, product.Weight, name);
        _graph.Node("SkipLayerNormalization", OnnxGraph.MicrosoftDomain,
            [residual, update, Vector(norm.Weight, $"{name}.norm.weight"), Vector(norm.Bias, $"{name}.norm.bias"), Vector(product.Bias, $"{name}.bias")],
            [$"{name}.norm"], ("epsilon", _shape.NormEpsilon));
        return $"{name}.norm";
    }

    private void Pool(string hidden)
    {
        var pooled = _options.Pooling is EncoderPooling.FirstToken ? FirstToken(hidden) : Mean(hidden);
        if (_options.Normalize)
            _graph.Node("LpNormalization", [pooled], Embedding, ("axis", -1), ("p", 2));
        else
            _graph.Node("Identity", [pooled], Embedding);
    }

    private void Classify(string hidden, BertHeadWeights head)
    {
        var product = _linear.Product(FirstToken(hidden), head.Pooler.Weight, "pooler");
        var sum = _graph.Node("Add", [product, Vector(head.Pooler.Bias, "pooler.bias")], "pooler.sum");
        _graph.Node("Tanh", [sum], "pooler.output");
        // A handful of rows: whole precision costs nothing here and decides near the threshold.
        var weight = _graph.Tensor("classifier.weight", OnnxElementType.Float, [head.Labels.Count, _shape.HiddenSize], sizeof(float) * (long)head.Labels.Count * _shape.HiddenSize,
            stream => WeightStreams.WriteRows(stream, head.Classifier.Weight));
        _graph.Node("Gemm", ["pooler.output", weight, Vector(head.Classifier.Bias, "classifier.bias")], Logits, ("transB", 1));
    }

    private string FirstToken(string hidden)
    {
        _graph.Tensor<long>("pool.first", OnnxElementType.Int64, [], [0]);
        return _graph.Node("Gather", [hidden, "pool.first"], "pooled", ("axis", 1));
    }

    // The sum is a product with the mask: ReduceSum adds up in another order for one text than for several.
    private string Mean(string hidden)
    {
        _graph.Tensor<long>("axis.1", OnnxElementType.Int64, [1], [1]);
        _graph.Tensor<float>("pool.at_least", OnnxElementType.Float, [], [1f]); // an empty text has no token to divide by
        _graph.Node("Cast", [Mask], "mask.float", ("to", (long)OnnxElementType.Float));
        _graph.Node("Unsqueeze", ["mask.float", "axis.1"], "pool.weight");
        _graph.Node("MatMul", ["pool.weight", hidden], "pool.product");
        _graph.Node("Squeeze", ["pool.product", "axis.1"], "pool.sum");
        _graph.Node("ReduceSum", ["mask.float", "axis.1"], "pool.count", ("keepdims", 1));
        _graph.Node("Max", ["pool.count", "pool.at_least"], "pool.divisor");
        return _graph.Node("Div", ["pool.sum", "pool.divisor"], "pooled");
    }

    private string Vector(WeightMatrix vector, string name) => _graph.Tensor<float>(name, OnnxElementType.Float, [vector.Columns], WeightStreams.ReadVector(vector));
}
