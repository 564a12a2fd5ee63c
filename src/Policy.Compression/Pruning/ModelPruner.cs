using System.Globalization;
using OptPolicy.Compression.Models;
using OptPolicy.Kernels.Architectures;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Pruning;

/// <summary>Makes the smaller model that a plan describes.</summary>
public static class ModelPruner
{
    private const string LayerPrefix = "model.layers.";

    /// <summary>Copies what is kept into a new model; <paramref name="model"/> is not changed.</summary>
    /// <param name="model">The model to cut from.</param>
    /// <param name="plan">What stays.</param>
    /// <param name="precision">What the new model's matrices are multiplied in.</param>
    /// <exception cref="ArgumentException">Nothing would be left of a width.</exception>
    public static LlamaModel Apply(LlamaModel model, PruningPlan plan, MatrixPrecision precision = MatrixPrecision.Float32)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Layers.Count == 0)
            throw new ArgumentException("no layer would be left: keep at least 1", nameof(plan));

        using var noGradient = no_grad();
        var pruned = new LlamaModel(model.Config with { Shape = plan.Apply(model.Config.Shape) }, seed: 0, precision);
        var source = model.Weights().ToDictionary(w => w.Name, w => w.Weight, StringComparer.Ordinal);
        foreach (var (name, weight) in pruned.Weights())
        {
            using var scope = NewDisposeScope();
            var (from, rows, columns) = Origin(name, plan, model.Config.Shape);
            Tensor kept = source[from];
            if (rows is not null)
                kept = kept.index_select(0, tensor(rows.ToArray()).to(kept.device));
            if (columns is not null)
                kept = kept.index_select(1, tensor(columns.ToArray()).to(kept.device));
            weight.copy_(kept);
        }

        return pruned.MoveTo(model.Device);
    }

    /// <summary>The weight that one of the pruned model is cut from, and the rows and columns that stay of it.</summary>
    private static (string Name, IReadOnlyList<long>? Rows, IReadOnlyList<long>? Columns) Origin(string name, PruningPlan plan, LlamaShape shape)
    {
        var channels = plan.Channels;
        if (!name.StartsWith(LayerPrefix, StringComparison.Ordinal))
            return name.EndsWith("norm.weight", StringComparison.Ordinal) ? (name, channels, null) : (name, null, channels);

        var (number, part) = (name[LayerPrefix.Length..name.IndexOf('.', LayerPrefix.Length)], name[name.IndexOf('.', LayerPrefix.Length)..]);
        var layer = plan.Layers[int.Parse(number, CultureInfo.InvariantCulture)];
        var from = string.Create(CultureInfo.InvariantCulture, $"{LayerPrefix}{layer.Source}{part}");
        return part switch
        {
            ".self_attn.q_proj.weight" => (from, Wide(layer.QueryHeads), channels),
            ".self_attn.k_proj.weight" or ".self_attn.v_proj.weight" => (from, Wide(layer.KeyValueHeads), channels),
            ".self_attn.o_proj.weight" => (from, channels, Wide(layer.QueryHeads)),
            ".mlp.gate_proj.weight" or ".mlp.up_proj.weight" => (from, layer.Neurons, channels),
            ".mlp.down_proj.weight" => (from, channels, layer.Neurons),
            _ => (from, channels, null),
        };

        IReadOnlyList<long> Wide(IReadOnlyList<long> heads) => [.. heads.SelectMany(h => Enumerable.Range(0, shape.HeadDimension).Select(i => h * shape.HeadDimension + i))];
    }
}
