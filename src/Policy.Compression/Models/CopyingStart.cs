using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>
/// Starts fresh attention so that it passes on what it looks at: output matrices are those of the values, turned around (mimetic initialisation, Trockman and
/// Kolter 2023). A model that has to copy then only has to learn where to look.
/// </summary>
public static class CopyingStart
{
    /// <summary>Overwrites the output matrices of <paramref name="model"/>'s attention; they keep the magnitude that fresh ones have.</summary>
    public static void Apply(LlamaModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var noGradient = no_grad();
        var shape = model.Config.Shape;
        var weights = model.Weights().ToDictionary(w => w.Name, w => w.Weight, StringComparer.Ordinal);
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            using var scope = NewDisposeScope();
            var attention = string.Create(CultureInfo.InvariantCulture, $"model.layers.{layer}.self_attn.");
            // Heads that share values get the same columns.
            var values = weights[attention + "v_proj.weight"].view(shape.KeyValueHeads, shape.HeadDimension, shape.HiddenSize)
                .repeat_interleave(shape.Heads / shape.KeyValueHeads, 0).reshape(-1, shape.HiddenSize);
            weights[attention + "o_proj.weight"].copy_(values.t() / Math.Sqrt(2 * shape.Layers));
        }
    }
}
