using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>An exponential moving average of a run's weights. Young averages forget faster, so that they do not remember the start.</summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly IReadOnlyList<(string Name, Parameter Weight)> _weights;
    private readonly Tensor[] _average;
    private readonly double _decay;

    public WeightAverage(IReadOnlyList<(string Name, Parameter Weight)> weights, double decay)
    {
        _weights = weights;
        _decay = decay;
        _average = [.. weights.Select(w => w.Weight.detach().clone().DetachFromDisposeScope())];
    }

    /// <summary>Adds the weights that a step left.</summary>
    public void Add(int step)
    {
        using var noGradient = no_grad();
        var share = 1 - Math.Min(_decay, (1.0 + step) / (10.0 + step));
        for (var i = 0; i < _average.Length; i++)
            _average[i].lerp_(_weights[i].Weight, share);
    }

    /// <summary>Puts the average into the model and the model's weights here, or back.</summary>
    public void Exchange()
    {
        using var noGradient = no_grad();
        for (var i = 0; i < _average.Length; i++)
        {
            using var kept = _average[i].clone();
            _average[i].copy_(_weights[i].Weight);
            _weights[i].Weight.copy_(kept);
        }
    }

    /// <summary>The average under the weights' names.</summary>
    public IEnumerable<(string Name, Tensor Value)> State() => _weights.Select((w, i) => ($"average.{w.Name}", _average[i]));

    public void Dispose()
    {
        foreach (var tensor in _average)
            tensor.Dispose();
    }
}
