using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>RMSNorm (Zhang and Sennrich 2019, eq. 4).</summary>
internal sealed class RootMeanSquareNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight;
    // A number that a call converts on the way is collectable before the native code has read it; this one lives as long as the module.
    private readonly Scalar _epsilon;

    public RootMeanSquareNorm(int width, float epsilon)
        : base(nameof(RootMeanSquareNorm))
    {
        _epsilon = epsilon;
        _weight = nn.Parameter(ones(width));
        register_parameter("weight", _weight);
    }

    public Parameter Weight => _weight;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var meanSquare = input.square().mean([-1], keepdim: true);
        return (input * rsqrt(meanSquare + _epsilon) * _weight).MoveToOuterDisposeScope();
    }
}
