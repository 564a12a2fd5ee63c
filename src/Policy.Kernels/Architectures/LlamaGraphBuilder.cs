using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Onnx;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Architectures;

/// <summary>Writes the ONNX graph of a Llama-architecture decoder.</summary>
public static class LlamaGraphBuilder
{
    /// <summary>Name of the graph's file.</summary>
    public const string GraphFileName = "model.onnx";

    /// <summary>Name of the file that holds the graph's weights.</summary>
    public const string WeightsFileName = "model.onnx.data";

    /// <summary>Writes the graph and its weights to <paramref name="folder"/>.</summary>
    /// <param name="weights">The weights; read piece by piece.</param>
    /// <param name="options">Format and outputs.</param>
    /// <param name="folder">An existing folder.</param>
    /// <param name="progress">Told after each layer how many of the layers are written.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>The model's shape and the names of the graph's inputs and outputs; without begin and end tokens, which weights do not know.</returns>
    /// <exception cref="LocalModelException">A weight is not finite, or the shape does not suit the format.</exception>
    public static DecoderSpec Write(LlamaWeights weights, LlamaGraphOptions options, string folder, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        if (weights.Shape.HeadDimension % LlamaShape.HeadDimensionMultiple != 0)
            throw new LocalModelException($"Heads of width {weights.Shape.HeadDimension} cannot run; multiples of {LlamaShape.HeadDimensionMultiple} can.");
        using var external = new ExternalTensorFile(Path.Combine(folder, WeightsFileName));
        var graph = new OnnxGraph(external);
        var decoder = new LlamaDecoder(graph, weights, options);
        decoder.Build(progress, cancellationToken);
        graph.Save(Path.Combine(folder, GraphFileName));
        return Describe(weights.Shape, options);
    }

    private static DecoderSpec Describe(LlamaShape shape, LlamaGraphOptions options) => new()
    {
        Architecture = "llama",
        Layers = shape.Layers,
        KeyValueHeads = shape.KeyValueHeads,
        HeadDimension = shape.HeadDimension,
        HiddenSize = shape.HiddenSize,
        VocabularySize = shape.VocabularySize,
        ContextTokens = shape.ContextTokens,
        Format = options.Format,
        HasCanonicalAttention = options.CanonicalAttention,
        Bindings = new DecoderBindings
        {
            SequenceLengths = LlamaDecoder.SequenceLengths,
            TotalLength = LlamaDecoder.TotalLength,
            LogitPositions = LlamaDecoder.LogitPositions,
            HiddenStates = options.HiddenOutputs ? LlamaDecoder.HiddenStates : null,
            HiddenWidth = options.HiddenOutputs ? EagleFeatures.States * shape.HiddenSize : 0,
            SharesKeyValueBuffer = true,
        },
    };
}
