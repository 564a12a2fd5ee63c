using OptPolicy.Kernels.Architectures;

namespace OptPolicy.Kernels.Tests.Architectures;

/// <summary>An EAGLE-3 head in plain double-precision loops: what a graph is compared with.</summary>
internal static class EagleReference
{
    /// <summary>Logits after <paramref name="last"/>, which follows the head's own state after <paramref name="tokens"/>.</summary>
    public static double[] Draft(EagleWeights weights, long[] tokens, float[] features, int last)
    {
        var width = 3 * weights.Shape.HiddenSize;
        var states = tokens.Select((_, i) => LlamaReference.Product(weights.Fuse, [.. features.Skip(i * width).Take(width).Select(static v => (double)v)])).ToList();
        var own = Run(weights, [.. tokens.Select(static t => (int)t)], states)[^1];
        var next = Run(weights, [.. tokens.Select(static t => (int)t), last], [.. states, own])[^1];
        return LlamaReference.Product(weights.Head, LlamaReference.Norm(next, weights.FinalNorm, weights.Shape));
    }

    private static double[][] Run(EagleWeights weights, int[] tokens, List<double[]> states)
    {
        double[][] inputs = [.. tokens.Select((token, i) => (double[])
        [
            .. LlamaReference.Norm(LlamaReference.Row(weights.Embedding, token), weights.Layer.AttentionNorm, weights.Shape),
            .. LlamaReference.Norm(states[i], weights.StateNorm, weights.Shape),
        ])];
        return LlamaReference.Layer(weights.Shape, weights.Layer, [.. states], inputs);
    }
}
