using OptPolicy.Kernels.Checkpoints;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;
using OptPolicy.Kernels.Weights;
using OptPolicy.Kernels.Weights.Safetensors;

namespace OptPolicy.Kernels.Tests.Checkpoints;

public sealed class HuggingFaceLlamaTests
{
    [Fact]
    public void CheckpointGivesItsWeightsShapeAndTokens()
    {
        using var source = HuggingFaceLlama.Open(TestCheckpoints.HuggingFace());

        var expected = RandomWeights.Llama(TestCheckpoints.Shape, 1);
        Assert.Equal(TestCheckpoints.Shape, source.Weights.Shape);
        Assert.Equal(TestCheckpoints.Values(expected.Layers[1].Down), TestCheckpoints.Values(source.Weights.Layers[1].Down));
        Assert.Equal(TestCheckpoints.Values(expected.Head!), TestCheckpoints.Values(source.Weights.Head!));
        Assert.Equal(1, source.BeginToken);
        Assert.Equal([2, 5], source.EndTokens);
    }

    [Fact]
    public void ShardsReadAsOneCheckpoint()
    {
        using var source = HuggingFaceLlama.Open(TestCheckpoints.Sharded());

        Assert.Equal(2, source.Files.Files.Count());
        Assert.Equal(TestCheckpoints.Values(RandomWeights.Llama(TestCheckpoints.Shape, 1).Layers[1].Up), TestCheckpoints.Values(source.Weights.Layers[1].Up));
    }

    [Fact]
    public void TiedCheckpointNeedsNoHead()
    {
        using var source = HuggingFaceLlama.Open(TestCheckpoints.HuggingFace(tied: true));

        Assert.Null(source.Weights.Head);
    }

    [Fact]
    public void MissingTensorIsNamedWithItsFile()
    {
        var folder = TestCheckpoints.HuggingFace(tied: true);
        File.WriteAllText(Path.Combine(folder, "config.json"), TestCheckpoints.Config(TestCheckpoints.Shape, tied: false));

        var error = Assert.Throws<LocalModelException>(() => HuggingFaceLlama.Open(folder));

        Assert.Contains("lm_head.weight", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongShapeSaysWhatIsThereAndWhatIsNeeded()
    {
        var folder = TestCheckpoints.HuggingFace();
        File.WriteAllText(Path.Combine(folder, "config.json"), TestCheckpoints.Config(TestCheckpoints.Shape with { FeedForwardSize = 320 }));

        var error = Assert.Throws<LocalModelException>(() => HuggingFaceLlama.Open(folder));

        Assert.Contains("[256, 128]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[320, 128]", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(", \"num_local_experts\": 8", "mixture of experts")]
    [InlineData(", \"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4}", "yarn")]
    [InlineData(", \"attention_bias\": true", "biases")]
    [InlineData(", \"quantization_config\": {\"quant_method\": \"gptq\"}", "quantised")]
    [InlineData(", \"sliding_window\": 128", "sliding-window")]
    public void UnsupportedTraitIsRefusedByName(string trait, string reason)
    {
        var folder = TestCheckpoints.HuggingFace();
        File.WriteAllText(Path.Combine(folder, "config.json"), TestCheckpoints.Config(TestCheckpoints.Shape, extra: trait));

        var error = Assert.Throws<LocalModelException>(() => HuggingFaceLlama.Open(folder));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Llama3ScalingSlowsLongWavesAndKeepsShortOnes()
    {
        var folder = TestCheckpoints.HuggingFace();
        File.WriteAllText(Path.Combine(folder, "config.json"), TestCheckpoints.Config(TestCheckpoints.Shape, extra:
            """, "rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 256}"""));

        using var source = HuggingFaceLlama.Open(folder);

        var divisors = source.Weights.Shape.RopeDivisors!;
        Assert.Equal(16, divisors.Count);
        Assert.Equal(1f, divisors[0]);
        Assert.Equal(8f, divisors[^1]);
        Assert.Equal(divisors.Order(), divisors);
    }

    [Theory]
    [InlineData(TensorEncoding.F16, 1e-3)]
    [InlineData(TensorEncoding.BF16, 8e-3)]
    public void HalfPrecisionIsReadWithItsRounding(TensorEncoding encoding, double relative)
    {
        using var source = HuggingFaceLlama.Open(TestCheckpoints.HuggingFace(encoding));

        var expected = TestCheckpoints.Values(RandomWeights.Llama(TestCheckpoints.Shape, 1).Layers[0].Query);
        var values = TestCheckpoints.Values(source.Weights.Layers[0].Query);
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, Math.Abs(pair.First) * relative + 1e-6));
        Assert.Equal("F16 BF16".Split(' ').Single(n => n == encoding.ToString()), source.Files.Tensors["model.norm.weight"].TypeName);
    }

    [Fact]
    public void ShardOutsideTheFolderIsRefused()
    {
        var folder = TestModels.NewFolder();
        File.WriteAllText(Path.Combine(folder, SafetensorsReader.IndexFileName), """{"weight_map": {"a": "../b.safetensors"}}""");

        Assert.Throws<LocalModelException>(() => SafetensorsReader.Open(folder));
    }
}
