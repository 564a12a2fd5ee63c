using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Sparsity;
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
    public static long Apply(LlamaModel model, CalibrationText text, SparsityPattern pattern, PruningMethod method, Action<int, int> report)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(report);

        using var noGradient = no_grad();
        var options = new MatrixQuantizationOptions { MaxDegreeOfParallelism = get_num_threads() };
        var layers = model.Config.Shape.Layers;
        var removed = 0L;
        for (var layer = 0; layer < layers; layer++)
        {
            foreach (var (projection, statistics) in Measure(model, text, $"model.layers.{layer}.", method))
            {
                using var scope = NewDisposeScope();
                var weight = projection.Weight;
                var (rows, columns) = ((int)weight.shape[0], (int)weight.shape[1]);
                var pruned = MatrixPruner.Prune(weight.detach().cpu().contiguous().data<float>().ToArray(), rows, columns, pattern, method, statistics, options);
                weight.copy_(tensor(pruned.Weights, [rows, columns]));
                removed += pruned.Kept.Count(static kept => !kept);
            }

            report(layer + 1, layers);
        }

        return removed;
    }

    // A layer at a time: second moments of all layers at once would take more memory than the model.
    private static List<(Projection Projection, InputStatistics Statistics)> Measure(LlamaModel model, CalibrationText text, string prefix, PruningMethod method)
    {
        var measured = model.Projections().Where(p => p.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(p => (p.Projection, new InputStatistics((int)p.Projection.Weight.shape[1], keepProducts: method == PruningMethod.SparseGpt))).ToList();
        foreach (var (projection, statistics) in measured)
        {
            projection.InputSeen = input =>
            {
                using var plain = input.cpu().contiguous();
                statistics.Add(plain.data<float>().ToArray());
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
