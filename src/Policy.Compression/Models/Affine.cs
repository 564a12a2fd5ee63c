using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>A linear map with a bias.</summary>
internal sealed class Affine : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight, _bias;
    private readonly MatrixPrecision _precision;

    public Affine(Parameter weight, MatrixPrecision precision)
        : base(nameof(Affine))
    {
        _weight = weight;
        _bias = nn.Parameter(zeros(weight.shape[0]));
        _precision = precision;
        register_parameter("weight", _weight);
        register_parameter("bias", _bias);
    }

    public override Tensor forward(Tensor input)
    {
        using var product = Projection.Multiply(input, _weight, _precision);
        return product + _bias;
    }
}
