using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Pruning;

/// <summary>Removes weights of a model's layers in place, layer after layer, each seeing what the pruned layers before it give. The head stays whole.</summary>
public static class ModelSparsifier
{
    /// <summary>Prunes.</summary>
    /// <param name="model">The model to change.</param>
    /// <param name="text">What its inputs are measured on.</param>
    /// <param name="pattern">What goes of every matrix.</param>
    /// <param name="method">How it is chosen.</param>
    /// <param name="report">Told how many layers of how many are done.</param>
    /// <returns>Weights that became zero.</returns>
    /// <exception cref="ArgumentException">The pattern leaves or removes nothing.</exception>
    public static long Apply(LlamaModel model, CalibrationText text, SparsityPattern pattern, SparsityMethod method, Action<int, int> report)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(report);
        if (pattern.Problem is { } problem)
            throw new ArgumentException(problem, nameof(pattern));

        using var noGradient = no_grad();
        var layers = model.Config.Shape.Layers;
        var removed = 0L;
        for (var layer = 0; layer < layers; layer++)
        {
            using var scope = NewDisposeScope();
            var prefix = $"model.layers.{layer}.";
            foreach (var (projection, products) in Measure(model, text, prefix))
            {
                using var pruned = MatrixSparsifier.Apply(projection.Weight, products, pattern, method);
                projection.Weight.copy_(pruned);
                removed += pruned.eq(0).sum().item<long>();
            }

            report(layer + 1, layers);
        }

        return removed;
    }

    private static List<(Projection Projection, Tensor Products)> Measure(LlamaModel model, CalibrationText text, string prefix)
    {
        var measured = model.Projections().Where(p => p.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(p => (p.Projection, Products: zeros(p.Projection.Weight.shape[1], p.Projection.Weight.shape[1], dtype: ScalarType.Float64, device: model.Device))).ToList();
        foreach (var (projection, products) in measured)
        {
            projection.InputSeen = input =>
            {
                using var scope = NewDisposeScope();
                var rows = input.reshape(-1, input.shape[^1]);
                products.add_(rows.transpose(0, 1).mm(rows).to_type(ScalarType.Float64));
            };
        }

        try
        {
            foreach (var batch in text.Batches(model.Device))
                model.forward(batch.narrow(1, 0, batch.shape[1] - 1)).Dispose();
        }
        finally
        {
            foreach (var (projection, _) in measured)
                projection.InputSeen = null;
        }

        return measured;
    }
}
