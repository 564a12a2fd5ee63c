using OptPolicy.Kernels.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>Causal self-attention with grouped key/value heads.</summary>
internal sealed class LlamaAttention : nn.Module<Tensor, Tensor>
{
    private readonly LlamaShape _shape;
    private readonly RotaryPositions _positions;
    private readonly Projection _query, _key, _value, _output;

    public LlamaAttention(LlamaShape shape, RotaryPositions positions, Initialization initialization, MatrixPrecision precision)
        : base(nameof(LlamaAttention))
    {
        _shape = shape;
        _positions = positions;
        var width = shape.Heads * shape.HeadDimension;
        var keyWidth = shape.KeyValueHeads * shape.HeadDimension;
        _query = new Projection(initialization.Matrix(width, shape.HiddenSize), precision);
        _key = new Projection(initialization.Matrix(keyWidth, shape.HiddenSize), precision);
        _value = new Projection(initialization.Matrix(keyWidth, shape.HiddenSize), precision);
        _output = new Projection(initialization.ResidualMatrix(shape.HiddenSize, width), precision);
        register_module("q_proj", _query);
        register_module("k_proj", _key);
        register_module("v_proj", _value);
        register_module("o_proj", _output);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (rows, length) = (input.shape[0], input.shape[1]);
        Tensor Split(Tensor projected, int heads) => projected.view(rows, length, heads, _shape.HeadDimension).transpose(1, 2);

        var query = _positions.Turn(Split(_query.forward(input), _shape.Heads));
        var key = _positions.Turn(Split(_key.forward(input), _shape.KeyValueHeads));
        var value = Split(_value.forward(input), _shape.KeyValueHeads);
        if (_shape.Heads != _shape.KeyValueHeads)
        {
            var sharing = _shape.Heads / _shape.KeyValueHeads;
            key = key.repeat_interleave(sharing, 1);
            value = value.repeat_interleave(sharing, 1);
        }

        // The parameter's name is TorchSharp's.
        var mixed = nn.functional.scaled_dot_product_attention(query, key, value, is_casual: true);
        var joined = mixed.transpose(1, 2).reshape(rows, length, _shape.Heads * _shape.HeadDimension);
        return _output.forward(joined).MoveToOuterDisposeScope();
    }

    /// <summary>Queries, keys and values [rows, length, width] before they are turned.</summary>
    public Tensor[] Project(Tensor input) => [_query.forward(input), _key.forward(input), _value.forward(input)];
}
