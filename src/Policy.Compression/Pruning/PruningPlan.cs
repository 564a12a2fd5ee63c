using OptPolicy.Kernels.Architectures;

namespace OptPolicy.Compression.Pruning;

/// <summary>What is kept of a model. Immutable.</summary>
/// <param name="Layers">The layers that stay, in order.</param>
/// <param name="Channels">The channels of the residual stream that stay.</param>
public sealed record PruningPlan(IReadOnlyList<LayerPlan> Layers, IReadOnlyList<long> Channels)
{
    /// <summary>What was decided, for people.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Keeps all of the given layers.</summary>
    public static PruningPlan OfLayers(LlamaShape shape, IEnumerable<int> layers)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return new PruningPlan([.. layers.Select(l => new LayerPlan(l, All(shape.Heads), All(shape.KeyValueHeads), All(shape.FeedForwardSize)))], All(shape.HiddenSize));
    }

    /// <summary>The dimensions that are left of <paramref name="shape"/>.</summary>
    public LlamaShape Apply(LlamaShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape with
        {
            Layers = Layers.Count,
            HiddenSize = Channels.Count,
            Heads = Layers[0].QueryHeads.Count,
            KeyValueHeads = Layers[0].KeyValueHeads.Count,
            FeedForwardSize = Layers[0].Neurons.Count,
        };
    }

    private static long[] All(int count) => [.. Enumerable.Range(0, count).Select(i => (long)i)];
}
