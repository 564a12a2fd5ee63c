using System.Collections.Concurrent;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Tests.Models;

/// <summary>A random-weight decoder to write. Equal recipes give the same weights and, in one process, the same folder.</summary>
public sealed record TestLlama
{
    public WeightFormat Format { get; init; } = WeightFormat.Q4;

    public bool CanonicalAttention { get; init; } = true;

    public bool HiddenOutputs { get; init; }

    public int Seed { get; init; } = 1;

    public bool TiesEmbeddings { get; init; }

    public LlamaShape Shape { get; init; } = new()
    {
        VocabularySize = 512,
        HiddenSize = 128,
        Layers = 2,
        Heads = 4,
        KeyValueHeads = 2,
        HeadDimension = 32,
        FeedForwardSize = 256,
        ContextTokens = 512,
    };
}

/// <summary>A random-weight encoder to write.</summary>
public sealed record TestBert
{
    public BertGraphOptions Options { get; init; } = new();

    public int Seed { get; init; } = 1;

    public BertShape Shape { get; init; } = new()
    {
        VocabularySize = 512,
        HiddenSize = 64,
        Layers = 2,
        Heads = 4,
        FeedForwardSize = 128,
        Positions = 128,
    };
}

/// <summary>Seeded random-weight models in a temporary folder, written once per process and recipe and deleted at its end.</summary>
public static class TestModels
{
    private static readonly ConcurrentDictionary<TestLlama, Lazy<DecoderFolder>> Decoders = new();

    private static readonly ConcurrentDictionary<TestBert, Lazy<EncoderFolder>> Encoders = new();

    private static readonly Lazy<string> Root = new(() =>
    {
        var root = Directory.CreateTempSubdirectory("optpolicy-models-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        return root;
    });

    /// <summary>A decoder of the default tiny shape.</summary>
    public static DecoderFolder Tiny(WeightFormat format = WeightFormat.Q4) => Llama(new TestLlama { Format = format });

    public static DecoderFolder Llama(TestLlama recipe) => Decoders.GetOrAdd(recipe, static r => new Lazy<DecoderFolder>(() => Write(r))).Value;

    /// <summary>An encoder; by default of a tiny shape, float32, mean pooling, normalised.</summary>
    public static EncoderFolder Bert(TestBert? recipe = null) => Encoders.GetOrAdd(recipe ?? new TestBert(), static r => new Lazy<EncoderFolder>(() => Write(r))).Value;

    /// <summary>A new empty folder that is deleted at the end of the process.</summary>
    public static string NewFolder() => Directory.CreateDirectory(Path.Combine(Root.Value, Guid.NewGuid().ToString("n"))).FullName;

    private static DecoderFolder Write(TestLlama recipe)
    {
        var folder = NewFolder();
        var spec = LlamaGraphBuilder.Write(
            RandomWeights.Llama(recipe.Shape, recipe.Seed, recipe.TiesEmbeddings),
            new LlamaGraphOptions { Format = recipe.Format, CanonicalAttention = recipe.CanonicalAttention, HiddenOutputs = recipe.HiddenOutputs },
            folder);
        new DecoderManifest(DecoderManifest.CurrentVersion, "random weights", "", spec with { BeginToken = 1, EndTokens = [2] }).Write(folder);
        return DecoderFolder.Open(folder);
    }

    private static EncoderFolder Write(TestBert recipe)
    {
        var folder = NewFolder();
        var spec = BertGraphBuilder.Write(RandomWeights.Bert(recipe.Shape, recipe.Seed), recipe.Options, folder);
        new EncoderManifest(EncoderManifest.CurrentVersion, "random weights", "", spec).Write(folder);
        return EncoderFolder.Open(folder);
    }
}
