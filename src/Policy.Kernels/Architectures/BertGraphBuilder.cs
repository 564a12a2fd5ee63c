using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Onnx;

namespace OptPolicy.Kernels.Architectures;

/// <summary>Writes the ONNX graph of a BERT-architecture encoder that gives one vector, or one logit per class, for each text.</summary>
public static class BertGraphBuilder
{
    /// <summary>Writes the graph and its weights to <paramref name="folder"/>.</summary>
    /// <param name="weights">The weights; read piece by piece.</param>
    /// <param name="options">Format and pooling.</param>
    /// <param name="folder">An existing folder.</param>
    /// <param name="progress">Told after each layer how many of the layers are written.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="LocalModelException">A weight is not finite.</exception>
    public static EncoderSpec Write(BertWeights weights, BertGraphOptions options, string folder, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        using var external = new ExternalTensorFile(Path.Combine(folder, LlamaGraphBuilder.WeightsFileName));
        var graph = new OnnxGraph(external);
        new BertEncoder(graph, weights, options).Build(progress, cancellationToken);
        graph.Save(Path.Combine(folder, LlamaGraphBuilder.GraphFileName));

        var shape = weights.Shape;
        return new EncoderSpec
        {
            Architecture = "bert",
            Dimensions = shape.HiddenSize,
            VocabularySize = shape.VocabularySize,
            MaxTokens = shape.Positions - shape.FirstPosition,
            TokenTypeIds = weights.TokenTypes is null ? null : BertEncoder.TokenTypeIds,
            TokenTypes = shape.TokenTypes,
            Output = weights.Head is null ? BertEncoder.Embedding : BertEncoder.Logits,
            Labels = weights.Head?.Labels ?? [],
            Pooling = EncoderPooling.InGraph,
            IsNormalized = weights.Head is null && options.Normalize,
            Format = options.Format,
        };
    }
}
