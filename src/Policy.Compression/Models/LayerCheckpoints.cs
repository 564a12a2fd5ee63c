using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>
/// The states between layers of a forward pass that kept nothing else: each layer is computed again when its gradients are due (Chen et al. 2016,
/// arXiv:1604.06174, §3). Autograd of the bindings has no such function, so the states are leaves and their gradients are passed on by hand.
/// </summary>
internal sealed class LayerCheckpoints : IDisposable
{
    private readonly Tensor _embedded;
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> _layers;
    private readonly List<Tensor> _states = [];

    /// <summary>Runs the layers.</summary>
    /// <param name="embedded">What enters the first one, with the graph that it comes from.</param>
    /// <param name="layers">The layers, in order.</param>
    public LayerCheckpoints(Tensor embedded, IReadOnlyList<nn.Module<Tensor, Tensor>> layers)
    {
        (_embedded, _layers) = (embedded.alias().DetachFromDisposeScope(), layers);
        using var noGradient = no_grad();
        _states.Add(Leaf(embedded));
        foreach (var layer in layers)
        {
            using var state = layer.forward(_states[^1]);
            _states.Add(Leaf(state));
        }
    }

    /// <summary>Before every layer, and after the last: leaves whose gradients <see cref="Backward"/> takes up. Owned by this.</summary>
    public IReadOnlyList<Tensor> States => _states;

    /// <summary>Takes gradients that have reached the states to the weights below them.</summary>
    public void Backward()
    {
        for (var i = _layers.Count; i > 0; i--)
        {
            using var scope = NewDisposeScope();
            if (_states[i].grad is { } gradient)
                _layers[i - 1].forward(_states[i - 1]).backward([gradient]);
            _states[i].Dispose();
        }

        using var last = NewDisposeScope();
        if (_states[0].grad is { } rest)
            _embedded.backward([rest]);
    }

    public void Dispose()
    {
        _embedded.Dispose();
        foreach (var state in _states)
            state.Dispose();
    }

    private static Tensor Leaf(Tensor state) => state.detach().requires_grad_(true).DetachFromDisposeScope();
}
