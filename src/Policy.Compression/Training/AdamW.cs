using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2). Its state can be written and read, which is
/// what makes a resumed run equal to an uninterrupted one.
/// </summary>
internal sealed class AdamW : IDisposable
{
    private const double Epsilon = 1e-8;
    private readonly IReadOnlyList<(string Name, Parameter Weight)> _weights;
    private readonly TrainingOptions _options;
    private readonly Tensor[] _first;
    private readonly Tensor[] _second;

    public AdamW(IReadOnlyList<(string Name, Parameter Weight)> weights, TrainingOptions options)
    {
        _weights = weights;
        _options = options;
        _first = [.. weights.Select(Zeros)];
        _second = [.. weights.Select(Zeros)];
        static Tensor Zeros((string Name, Parameter Weight) weight) => zeros_like(weight.Weight, requires_grad: false).DetachFromDisposeScope();
    }

    public void ClearGradients()
    {
        foreach (var (_, weight) in _weights)
            weight.grad?.zero_();
    }

    public void Step(int step)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var rate = _options.RateOf(step);
        var firstCorrection = 1 - Math.Pow(_options.FirstMomentDecay, step + 1);
        var secondCorrection = 1 - Math.Pow(_options.SecondMomentDecay, step + 1);
        // Held for the whole step: a number that a call converts on the way is collectable before the native code has read it.
        using Scalar decay = 1 - rate * _options.WeightDecay;
        using Scalar first = _options.FirstMomentDecay;
        using Scalar firstShare = 1 - _options.FirstMomentDecay;
        using Scalar second = _options.SecondMomentDecay;
        using Scalar secondShare = 1 - _options.SecondMomentDecay;
        using Scalar correction = secondCorrection;
        // Adding a number converts a factor of one on the way, whoever holds the number: a tensor takes its factor from here.
        using Scalar once = 1;
        using var epsilon = tensor((float)Epsilon);
        using Scalar stride = -rate / firstCorrection;
        for (var i = 0; i < _weights.Count; i++)
        {
            Tensor weight = _weights[i].Weight;
            if (weight.grad is not { } gradient)
                continue;

            if (weight.dim() > 1)
                weight.mul_(decay);
            _first[i].mul_(first).add_(gradient, alpha: firstShare);
            _second[i].mul_(second).addcmul_(gradient, gradient, secondShare);
            var spread = (_second[i] / correction).sqrt_().add_(epsilon, alpha: once);
            weight.addcdiv_(_first[i], spread, stride);
        }
    }

    /// <summary>The moments under the weights' names.</summary>
    public IEnumerable<(string Name, Tensor Value)> State() =>
        _weights.SelectMany((w, i) => new[] { ($"first.{w.Name}", _first[i]), ($"second.{w.Name}", _second[i]) });

    public void Dispose()
    {
        foreach (var moment in _first.Concat(_second))
            moment.Dispose();
    }
}
