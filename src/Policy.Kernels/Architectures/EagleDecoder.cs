using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Onnx;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Architectures;

/// <summary>The nodes of an EAGLE-3 draft head.</summary>
internal sealed class EagleDecoder
{
    private readonly OnnxGraph _graph;
    private readonly EagleWeights _weights;
    private readonly LlamaShape _shape;
    private readonly DraftHeadSpec _spec;
    private readonly BlockTensors _blocks;
    private readonly LinearLayers _linear;
    private readonly AttentionLayers _attention;

    public EagleDecoder(OnnxGraph graph, EagleWeights weights, DraftHeadSpec spec)
    {
        _graph = graph;
        _weights = weights;
        _shape = weights.Shape;
        _spec = spec;
        _blocks = new BlockTensors(graph);
        _linear = new LinearLayers(graph, _blocks, spec.Format);
        _attention = new AttentionLayers(graph, _shape, canonical: false); // a draft may differ by rounding: the target decides
    }

    public void Build()
    {
        _graph.Input(_spec.InputIds, OnnxElementType.Int64, 1, "tokens");
        _graph.Input(_spec.Features, OnnxElementType.Float, 1, "target_rows", EagleFeatures.States * _shape.HiddenSize);
        _graph.Input(_spec.States, OnnxElementType.Float, 1, "own_rows", _shape.HiddenSize);
        _graph.Input(_spec.SequenceLengths, OnnxElementType.Int32, 1);
        _graph.Input(_spec.TotalLength, OnnxElementType.Int32, 1);
        _graph.Input(_spec.LogitPositions, OnnxElementType.Int64, "logit_rows");
        _graph.Output(_spec.Logits, OnnxElementType.Float, 1, "logit_rows", _spec.DraftVocabularySize);
        _graph.Output(_spec.NextStates, OnnxElementType.Float, 1, "tokens", _shape.HiddenSize);

        // Always in float32: it is small, and its rows may be none, which the quantised products refuse.
        var fused = new LinearLayers(_graph, _blocks, WeightFormat.Fp32).Product(_spec.Features, _weights.Fuse, "fused");
        var state = _graph.Node("Concat", [fused, _spec.States], "state", ("axis", 1));
        var embedding = new EmbeddingLayer(_graph, _blocks, _spec.Format).Lookup(_spec.InputIds, _weights.Embedding, "embedding");
        var input = _graph.Node("Concat", [Norm(embedding, _weights.Layer.AttentionNorm, "embedding_norm"), Norm(state, _weights.StateNorm, "state_norm")], "input", ("axis", -1));
        Layer(state, input);

        var normed = Norm(_spec.NextStates, _weights.FinalNorm, "final_norm");
        var asked = _graph.Node("Gather", [normed, _spec.LogitPositions], "head.input", ("axis", 1));
        _linear.Product(asked, _weights.Head, _spec.Logits);
    }

    private void Layer(string state, string input)
    {
        var layer = _weights.Layer;
        var product = _linear.Product(input, new StackedMatrix("layer.qkv", layer.Query, layer.Key, layer.Value), "layer.qkv");
        var attended = _graph.Node("Add", [state, _linear.Product(_attention.Attend(0, product), layer.Output, "layer.output")], "layer.attended");
        var normed = Norm(attended, layer.FeedForwardNorm, "feed_forward_norm");
        var gated = new GatedFeedForward(_graph, _linear).Add(normed, layer, "layer");
        _graph.Node("Add", [attended, gated], _spec.NextStates);
    }

    private string Norm(string input, WeightMatrix weight, string name)
    {
        _graph.Tensor<float>($"{name}.weight", OnnxElementType.Float, [_shape.HiddenSize], WeightStreams.ReadVector(weight));
        return _graph.Node("SimplifiedLayerNormalization", [input, $"{name}.weight"], name, ("epsilon", _shape.RmsEpsilon), ("axis", -1), ("stash_type", 1));
    }
}
