using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Evaluation.Decoding;

/// <summary>Models of known sizes with random weights: what they cost does not depend on what they say.</summary>
/// <param name="Name">Parameters outside the embeddings.</param>
/// <param name="Shape">The shape.</param>
internal sealed record SizedModel(string Name, LlamaShape Shape)
{
    public static SizedModel Tiny { get; } = new("0.3M", new()
    {
        VocabularySize = 512,
        HiddenSize = 128,
        Layers = 2,
        Heads = 4,
        KeyValueHeads = 2,
        HeadDimension = 32,
        FeedForwardSize = 256,
        ContextTokens = 1024,
    });

    public static SizedModel Small { get; } = new("20M", new()
    {
        VocabularySize = 4096,
        HiddenSize = 512,
        Layers = 6,
        Heads = 8,
        KeyValueHeads = 4,
        HeadDimension = 64,
        FeedForwardSize = 1408,
        ContextTokens = 2048,
    });

    public static SizedModel Medium { get; } = new("170M", new()
    {
        VocabularySize = 32000,
        HiddenSize = 1024,
        Layers = 12,
        Heads = 16,
        KeyValueHeads = 4,
        HeadDimension = 64,
        FeedForwardSize = 2816,
        ContextTokens = 2048,
    });

    public static SizedModel Named(string name) => new[] { Tiny, Small, Medium }.Single(model => model.Name == name);

    public DecoderFolder Write(string folder, WeightFormat format)
    {
        Directory.CreateDirectory(folder);
        var spec = LlamaGraphBuilder.Write(RandomWeights.Llama(Shape, seed: 1), new() { Format = format }, folder);
        new DecoderManifest(DecoderManifest.CurrentVersion, "random weights", "", spec).Write(folder);
        return DecoderFolder.Open(folder);
    }
}
