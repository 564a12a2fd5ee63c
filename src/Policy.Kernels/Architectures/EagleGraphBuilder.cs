using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Onnx;

namespace OptPolicy.Kernels.Architectures;

/// <summary>Writes the ONNX graph of an EAGLE-3 draft head.</summary>
public static class EagleGraphBuilder
{
    /// <summary>Writes the graph and its weights to <paramref name="folder"/>.</summary>
    /// <param name="weights">The weights; read piece by piece.</param>
    /// <param name="format">How the weights of the products are stored. A draft never decides an answer, so the faster formats are safe.</param>
    /// <param name="folder">An existing folder.</param>
    /// <returns>The head's shape; without the map of a reduced vocabulary, which weights do not know.</returns>
    /// <exception cref="LocalModelException">A weight is not finite.</exception>
    public static DraftHeadSpec Write(EagleWeights weights, WeightFormat format, string folder)
    {
        using var external = new ExternalTensorFile(Path.Combine(folder, LlamaGraphBuilder.WeightsFileName));
        var graph = new OnnxGraph(external);
        var shape = weights.Shape;
        var spec = new DraftHeadSpec
        {
            HiddenSize = shape.HiddenSize,
            KeyValueHeads = shape.KeyValueHeads,
            HeadDimension = shape.HeadDimension,
            VocabularySize = shape.VocabularySize,
            DraftVocabularySize = weights.Head.Rows,
            ContextTokens = shape.ContextTokens,
            Format = format,
        };
        new EagleDecoder(graph, weights, spec).Build();
        graph.Save(Path.Combine(folder, LlamaGraphBuilder.GraphFileName));
        return spec;
    }
}
