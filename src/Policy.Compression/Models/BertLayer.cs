using OptPolicy.Kernels.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>One transformer layer with norms behind its parts (Devlin et al. 2019).</summary>
internal sealed class BertLayer : nn.Module
{
    private readonly BertShape _shape;
    private readonly double _dropout;
    private readonly Affine _query, _key, _value, _output, _up, _down;
    private readonly LayerNorm _attentionNorm, _feedForwardNorm;

    public BertLayer(BertConfig config, Initialization initialization, MatrixPrecision precision)
        : base(nameof(BertLayer))
    {
        _shape = config.Shape;
        _dropout = config.Dropout;
        var (hidden, inner) = (_shape.HiddenSize, _shape.FeedForwardSize);
        _query = new Affine(initialization.Matrix(hidden, hidden), precision);
        _key = new Affine(initialization.Matrix(hidden, hidden), precision);
        _value = new Affine(initialization.Matrix(hidden, hidden), precision);
        _output = new Affine(initialization.Matrix(hidden, hidden), precision);
        _attentionNorm = new LayerNorm(hidden, _shape.NormEpsilon);
        _up = new Affine(initialization.Matrix(inner, hidden), precision);
        _down = new Affine(initialization.Matrix(hidden, inner), precision);
        _feedForwardNorm = new LayerNorm(hidden, _shape.NormEpsilon);
        Register();
    }

    /// <param name="input">[rows, length, hidden].</param>
    /// <param name="blocked">Added to attention scores: 0 where a token may be read, a large negative number at padding; [rows, 1, 1, length].</param>
    /// <returns>The output, and the attention scores before their softmax, [rows, heads, length, length].</returns>
    public (Tensor Output, Tensor Scores) Forward(Tensor input, Tensor blocked)
    {
        using var scope = NewDisposeScope();
        var (rows, length, width) = (input.shape[0], input.shape[1], _shape.HiddenSize / _shape.Heads);
        Tensor Split(Tensor projected) => projected.view(rows, length, _shape.Heads, width).transpose(1, 2);

        var scores = Split(_query.forward(input)).matmul(Split(_key.forward(input)).transpose(2, 3)) / Math.Sqrt(width) + blocked;
        var shares = Drop(nn.functional.softmax(scores, -1));
        var joined = shares.matmul(Split(_value.forward(input))).transpose(1, 2).reshape(rows, length, _shape.HiddenSize);
        var attended = _attentionNorm.forward(input + Drop(_output.forward(joined)));
        var widened = nn.functional.gelu(_up.forward(attended));
        var output = _feedForwardNorm.forward(attended + Drop(_down.forward(widened)));
        return (output.MoveToOuterDisposeScope(), scores.MoveToOuterDisposeScope());
    }

    private Tensor Drop(Tensor values) => training && _dropout > 0 ? nn.functional.dropout(values, _dropout, training: true) : values;

    private void Register()
    {
        var self = new Container("self");
        self.register_module("query", _query);
        self.register_module("key", _key);
        self.register_module("value", _value);
        var attentionOutput = new Container("output");
        attentionOutput.register_module("dense", _output);
        attentionOutput.register_module("LayerNorm", _attentionNorm);
        var attention = new Container("attention");
        attention.register_module("self", self);
        attention.register_module("output", attentionOutput);
        var intermediate = new Container("intermediate");
        intermediate.register_module("dense", _up);
        var output = new Container("output");
        output.register_module("dense", _down);
        output.register_module("LayerNorm", _feedForwardNorm);
        register_module("attention", attention);
        register_module("intermediate", intermediate);
        register_module("output", output);
    }
}
