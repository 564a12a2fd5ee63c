using OptPolicy.Kernels.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>One transformer layer with norms before its parts.</summary>
internal sealed class LlamaLayer : nn.Module<Tensor, Tensor>
{
    private readonly RootMeanSquareNorm _attentionNorm, _feedForwardNorm;
    private readonly LlamaAttention _attention;
    private readonly GatedFeedForward _feedForward;
    private readonly Dropout _dropout;

    public LlamaLayer(LlamaShape shape, RotaryPositions positions, Dropout dropout, Initialization initialization, MatrixPrecision precision)
        : base(nameof(LlamaLayer))
    {
        _dropout = dropout;
        _attentionNorm = new RootMeanSquareNorm(shape.HiddenSize, shape.RmsEpsilon);
        _attention = new LlamaAttention(shape, positions, initialization, precision);
        _feedForwardNorm = new RootMeanSquareNorm(shape.HiddenSize, shape.RmsEpsilon);
        _feedForward = new GatedFeedForward(shape, initialization, precision);
        register_module("input_layernorm", _attentionNorm);
        register_module("self_attn", _attention);
        register_module("post_attention_layernorm", _feedForwardNorm);
        register_module("mlp", _feedForward);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var attended = input + _dropout.Apply(_attention.forward(_attentionNorm.forward(input)));
        return (attended + _dropout.Apply(_feedForward.forward(_feedForwardNorm.forward(attended)))).MoveToOuterDisposeScope();
    }

    /// <summary>Queries, keys and values [rows, length, width] before they are turned.</summary>
    public Tensor[] Project(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Array.ConvertAll(_attention.Project(_attentionNorm.forward(input)), projected => projected.MoveToOuterDisposeScope());
    }
}
