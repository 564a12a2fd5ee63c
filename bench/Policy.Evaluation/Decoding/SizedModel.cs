using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Weights;

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
        var spec = LlamaGraphBuilder.Write(Weights(new Random(1)), new() { Format = format }, folder);
        new DecoderManifest(DecoderManifest.CurrentVersion, "random weights", "", spec).Write(folder);
        return DecoderFolder.Open(folder);
    }

    private LlamaWeights Weights(Random random)
    {
        var width = Shape.Heads * Shape.HeadDimension;
        var keyWidth = Shape.KeyValueHeads * Shape.HeadDimension;
        return new(
            Shape,
            Matrix("embedding", Shape.VocabularySize, Shape.HiddenSize),
            Ones("norm"),
            Matrix("head", Shape.VocabularySize, Shape.HiddenSize),
            [.. Enumerable.Range(0, Shape.Layers).Select(i => new LlamaLayerWeights(
                Ones($"{i}.attention_norm"),
                Matrix($"{i}.query", width, Shape.HiddenSize),
                Matrix($"{i}.key", keyWidth, Shape.HiddenSize),
                Matrix($"{i}.value", keyWidth, Shape.HiddenSize),
                Matrix($"{i}.output", Shape.HiddenSize, width),
                Ones($"{i}.feed_forward_norm"),
                Matrix($"{i}.gate", Shape.FeedForwardSize, Shape.HiddenSize),
                Matrix($"{i}.up", Shape.FeedForwardSize, Shape.HiddenSize),
                Matrix($"{i}.down", Shape.HiddenSize, Shape.FeedForwardSize)))]);

        ArrayMatrix Matrix(string name, int rows, int columns)
        {
            var scale = MathF.Sqrt(12f / columns);
            var values = new float[rows * columns];
            foreach (ref var value in values.AsSpan())
                value = (random.NextSingle() - 0.5f) * scale;
            return new(name, rows, columns, values);
        }

        ArrayMatrix Ones(string name) => new(name, 1, Shape.HiddenSize, Enumerable.Repeat(1f, Shape.HiddenSize).ToArray());
    }
}
