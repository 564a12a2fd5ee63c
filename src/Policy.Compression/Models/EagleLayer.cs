using OptPolicy.Kernels.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>
/// The head's layer. It reads the embedding beside the state, and in step s of a draft attends to the first step's keys up to its
/// own position and to those of its own draft (the training-time test of EAGLE-3, §3.2).
/// </summary>
internal sealed class EagleLayer : nn.Module
{
    private const int DraftTokensMax = 16;
    private readonly LlamaShape _shape;
    private readonly RotaryPositions _positions;
    private readonly RootMeanSquareNorm _embeddingNorm, _stateNorm, _feedForwardNorm;
    private readonly Projection _query, _key, _value, _output;
    private readonly GatedFeedForward _feedForward;

    public EagleLayer(LlamaShape shape, Initialization initialization, MatrixPrecision precision)
        : base(nameof(EagleLayer))
    {
        _shape = shape;
        _positions = new RotaryPositions(shape, DraftTokensMax);
        _embeddingNorm = new RootMeanSquareNorm(shape.HiddenSize, shape.RmsEpsilon);
        _stateNorm = new RootMeanSquareNorm(shape.HiddenSize, shape.RmsEpsilon);
        _feedForwardNorm = new RootMeanSquareNorm(shape.HiddenSize, shape.RmsEpsilon);
        _feedForward = new GatedFeedForward(shape, initialization, precision);
        var (input, width, keyWidth) = (2 * shape.HiddenSize, shape.Heads * shape.HeadDimension, shape.KeyValueHeads * shape.HeadDimension);
        _query = new Projection(initialization.Matrix(width, input), precision);
        _key = new Projection(initialization.Matrix(keyWidth, input), precision);
        _value = new Projection(initialization.Matrix(keyWidth, input), precision);
        _output = new Projection(initialization.ResidualMatrix(shape.HiddenSize, width), precision);
        var attention = new Container("self_attn");
        attention.register_module("q_proj", _query);
        attention.register_module("k_proj", _key);
        attention.register_module("v_proj", _value);
        attention.register_module("o_proj", _output);
        register_module("input_layernorm", _embeddingNorm);
        register_module("hidden_norm", _stateNorm);
        register_module("self_attn", attention);
        register_module("post_attention_layernorm", _feedForwardNorm);
        register_module("mlp", _feedForward);
    }

    public EagleDraft Run(Tensor state, Tensor embedding, IReadOnlyList<EagleDraft> before)
    {
        using var scope = NewDisposeScope();
        var (rows, length, start) = (state.shape[0], state.shape[1], before.Count);
        Tensor Split(Tensor projected, int heads) => projected.view(rows, length, heads, _shape.HeadDimension).transpose(1, 2);
        Tensor Share(Tensor heads) => heads.repeat_interleave(_shape.Heads / _shape.KeyValueHeads, 1);

        var input = cat([_embeddingNorm.forward(embedding), _stateNorm.forward(state)], -1);
        var query = _positions.Turn(Split(_query.forward(input), _shape.Heads), start);
        var key = Share(_positions.Turn(Split(_key.forward(input), _shape.KeyValueHeads), start));
        var value = Share(Split(_value.forward(input), _shape.KeyValueHeads));
        Tensor[] keys = [.. before.Select(b => b.Keys), key];
        Tensor[] values = [.. before.Select(b => b.Values), value];

        var mixed = Attend(query, keys, values).transpose(1, 2).reshape(rows, length, -1);
        var attended = state + _output.forward(mixed);
        var result = attended + _feedForward.forward(_feedForwardNorm.forward(attended));
        return new EagleDraft(result.MoveToOuterDisposeScope(), key.MoveToOuterDisposeScope(), value.MoveToOuterDisposeScope());
    }

    public void MoveTo(Device device) => _positions.MoveTo(device);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _positions.Dispose();
        base.Dispose(disposing);
    }

    private Tensor Attend(Tensor query, Tensor[] keys, Tensor[] values)
    {
        var length = query.shape[2];
        var scaled = query / MathF.Sqrt(_shape.HeadDimension);
        var future = ones(length, length, dtype: ScalarType.Bool, device: query.device).triu(1);
        var context = scaled.matmul(keys[0].transpose(-1, -2)).masked_fill(future, float.NegativeInfinity);
        var own = keys.Skip(1).Select(k => (scaled * k).sum(-1, keepdim: true));
        var shares = nn.functional.softmax(cat([context, .. own], -1), -1);
        var mixed = shares.narrow(-1, 0, length).matmul(values[0]);
        for (var step = 1; step < values.Length; step++)
            mixed += shares.narrow(-1, length + step - 1, 1) * values[step];
        return mixed;
    }
}
