using OptPolicy.Compression.Simulation;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>A linear map without bias.</summary>
internal sealed class Projection : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight;
    private readonly MatrixPrecision _precision;
    private Tensor? _kept;

    public Projection(Parameter weight, MatrixPrecision precision)
        : base(nameof(Projection))
    {
        _precision = precision;
        _weight = weight;
        register_parameter("weight", _weight);
    }

    public override Tensor forward(Tensor input)
    {
        InputSeen?.Invoke(input);
        if (_kept is null)
            return Multiply(input, _weight, _precision, Rounding);

        using var pruned = _weight * _kept;
        return Multiply(input, pruned, _precision, Rounding);
    }

    /// <summary>Makes weights that are zero now stay zero while others learn: they get no gradient any more.</summary>
    public void KeepZeros()
    {
        using var noGradient = no_grad();
        using var isKept = _weight.ne(0);
        _kept = isKept.to_type(ScalarType.Float32).DetachFromDisposeScope();
    }

    public Parameter Weight => _weight;

    /// <summary>Is told what enters; the tensor lives only during the call.</summary>
    public Action<Tensor>? InputSeen { get; set; }

    /// <summary>What the product pretends to be rounded to.</summary>
    public RoundingSimulation? Rounding { get; set; }

    internal static Tensor Multiply(Tensor input, Tensor weight, MatrixPrecision precision, RoundingSimulation? rounding = null)
    {
        using var scope = NewDisposeScope();
        if (rounding is not null)
            (input, weight) = (rounding.RoundInputs(input), rounding.RoundWeights(weight));
        if (precision == MatrixPrecision.Float32)
            return nn.functional.linear(input, weight).MoveToOuterDisposeScope();

        var product = nn.functional.linear(input.to_type(ScalarType.BFloat16), weight.to_type(ScalarType.BFloat16));
        return product.to_type(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _kept?.Dispose();
        base.Dispose(disposing);
    }
}
