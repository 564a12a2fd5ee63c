using OptPolicy.Kernels.Onnx;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Architectures;

/// <summary>Adds SwiGLU feed-forward layers to a graph: down(silu(gate(x)) × up(x)).</summary>
internal sealed class GatedFeedForward(OnnxGraph graph, LinearLayers linear)
{
    /// <summary>Adds one and returns the output's name.</summary>
    public string Add(string input, LlamaLayerWeights layer, string prefix)
    {
        // One product for both: one quantisation of the input and one dispatch less.
        var both = linear.Product(input, new StackedMatrix($"{prefix}.gate_up", layer.Gate, layer.Up), $"{prefix}.gate_up");
        graph.Node("Split", "", [both], [$"{prefix}.gate", $"{prefix}.up"], ("axis", -1), ("num_outputs", 2));
        graph.Node("QuickGelu", OnnxGraph.MicrosoftDomain, [$"{prefix}.gate"], [$"{prefix}.silu"], ("alpha", 1f)); // x × sigmoid(x)
        graph.Node("Mul", [$"{prefix}.silu", $"{prefix}.up"], $"{prefix}.gated");
        return linear.Product($"{prefix}.gated", layer.Down, $"{prefix}.down");
    }
}
