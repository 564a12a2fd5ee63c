using System.Globalization;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Training;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Pruning;

/// <summary>Chooses the layers that stay.</summary>
public static class DepthPlanner
{
    /// <summary>Plans.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">What layers are compared on.</param>
    /// <param name="keep">Layers that stay.</param>
    /// <param name="importance">How they are compared.</param>
    /// <param name="report">Told how many layers of how many were looked at.</param>
    /// <exception cref="ArgumentException">There are not so many layers, or nothing would be removed.</exception>
    public static PruningPlan Plan(LlamaModel model, CalibrationText text, int keep, DepthImportance importance, Action<int, int> report)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(report);
        var layers = model.Config.Shape.Layers;
        if (keep < 1 || keep >= layers)
            throw new ArgumentException($"{keep} of {layers} layers cannot be kept: keep at least 1 and remove at least 1", nameof(keep));

        return importance == DepthImportance.BlockInfluence ? ByInfluence(model, text, keep, report) : ByLoss(model, text, keep, report);
    }

    /// <summary>1 − cos(in, out) of every layer, mean over the tokens.</summary>
    public static IReadOnlyList<float> BlockInfluence(LlamaModel model, CalibrationText text)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        using var noGradient = no_grad();
        var turns = new double[model.Config.Shape.Layers];
        foreach (var batch in text.Batches(model.Device))
        {
            using var scope = NewDisposeScope();
            var states = model.ResidualStates(batch.narrow(1, 0, batch.shape[1] - 1));
            for (var i = 0; i < turns.Length; i++)
                turns[i] += (1 - nn.functional.cosine_similarity(states[i], states[i + 1], -1)).sum().item<float>();
        }

        return Array.ConvertAll(turns, turn => (float)(turn / text.Tokens));
    }

    private static PruningPlan ByInfluence(LlamaModel model, CalibrationText text, int keep, Action<int, int> report)
    {
        var influence = BlockInfluence(model, text);
        report(influence.Count, influence.Count);
        var kept = Ranking.Best([.. influence], keep);
        var removed = Enumerable.Range(0, influence.Count).Where(i => !kept.Contains(i));
        return PruningPlan.OfLayers(model.Config.Shape, kept.Select(i => (int)i)) with
        {
            Notes = [.. removed.Select(i => string.Create(CultureInfo.InvariantCulture, $"layer {i} goes: it turns the residual stream least (1 - cos = {influence[i]:F3}; the median layer's is {Median(influence):F3})"))],
        };
    }

    private static PruningPlan ByLoss(LlamaModel model, CalibrationText text, int keep, Action<int, int> report)
    {
        var kept = Enumerable.Range(0, model.Config.Shape.Layers).ToList();
        var notes = new List<string>();
        var before = CalibrationLoss.Of(model, text);
        var (done, total) = (0, Enumerable.Range(keep + 1, kept.Count - keep).Sum());
        while (kept.Count > keep)
        {
            var losses = kept.ToDictionary(layer => layer, layer =>
            {
                using var without = ModelPruner.Apply(model, PruningPlan.OfLayers(model.Config.Shape, kept.Where(l => l != layer)));
                var loss = CalibrationLoss.Of(without, text);
                report(++done, total);
                return loss;
            });
            var (removed, after) = losses.MinBy(l => l.Value);
            kept.Remove(removed);
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"layer {removed} goes: without it the loss rises least, from {before:F3} to {after:F3}"));
            before = after;
        }

        return PruningPlan.OfLayers(model.Config.Shape, kept) with { Notes = notes };
    }

    private static float Median(IReadOnlyList<float> values) => values.Order().ElementAt(values.Count / 2);
}
