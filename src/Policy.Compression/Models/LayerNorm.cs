using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>Layer normalisation (Ba et al. 2016).</summary>
internal sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight, _bias;
    private readonly double _epsilon;

    public LayerNorm(int width, double epsilon)
        : base(nameof(LayerNorm))
    {
        _weight = nn.Parameter(ones(width));
        _bias = nn.Parameter(zeros(width));
        _epsilon = epsilon;
        register_parameter("weight", _weight);
        register_parameter("bias", _bias);
    }

    public override Tensor forward(Tensor input) => nn.functional.layer_norm(input, [_weight.shape[0]], _weight, _bias, _epsilon);
}
