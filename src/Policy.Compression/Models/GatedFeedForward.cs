using OptPolicy.Kernels.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>SwiGLU feed-forward part (Shazeer 2020, eq. 6).</summary>
internal sealed class GatedFeedForward : nn.Module<Tensor, Tensor>
{
    private readonly Projection _gate, _up, _down;

    public GatedFeedForward(LlamaShape shape, Initialization initialization, MatrixPrecision precision)
        : base(nameof(GatedFeedForward))
    {
        _gate = new Projection(initialization.Matrix(shape.FeedForwardSize, shape.HiddenSize), precision);
        _up = new Projection(initialization.Matrix(shape.FeedForwardSize, shape.HiddenSize), precision);
        _down = new Projection(initialization.ResidualMatrix(shape.HiddenSize, shape.FeedForwardSize), precision);
        register_module("gate_proj", _gate);
        register_module("up_proj", _up);
        register_module("down_proj", _down);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _down.forward(nn.functional.silu(_gate.forward(input)) * _up.forward(input)).MoveToOuterDisposeScope();
    }
}
