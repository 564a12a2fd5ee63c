using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>
/// Switches parts of a model's states off while it learns (Srivastava et al. 2014); what it does outside <see cref="Begin"/> … dispose is nothing.
/// It draws from a generator of its own, so that a step's noise is a function of the seed that the step was begun with.
/// </summary>
internal sealed class Dropout
{
    private Generator? _generator;
    private double _rate;

    /// <summary>Starts switching off a share of <paramref name="rate"/> until the result is disposed.</summary>
    public IDisposable Begin(double rate, ulong seed)
    {
        _generator = rate > 0 ? new Generator(seed, CPU) : null;
        _rate = rate;
        return new Phase(this);
    }

    /// <summary>The states, some of them zero and the others larger for it; outside a phase the very tensor that was given.</summary>
    public Tensor Apply(Tensor states)
    {
        if (_generator is null)
            return states;

        using var scope = NewDisposeScope();
        var kept = empty(states.shape, dtype: ScalarType.Float32).bernoulli_(1 - _rate, _generator).to(states.device);
        return (states * kept.mul_(1 / (1 - _rate))).MoveToOuterDisposeScope();
    }

    private sealed class Phase(Dropout dropout) : IDisposable
    {
        public void Dispose()
        {
            dropout._generator?.Dispose();
            dropout._generator = null;
        }
    }
}
