using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Checkpoints;
using OptPolicy.Kernels.Tests.Models;
using OptPolicy.Kernels.Weights.Safetensors;

namespace OptPolicy.Kernels.Tests.Conversion;

public sealed class HeadConversionTests
{
    [Fact]
    public void HeadTakesTheEmbeddingOfItsTarget()
    {
        var destination = Path.Combine(TestModels.NewFolder(), "head");

        var folder = ModelConverter.ConvertHead(Write(hidden: 128), TestCheckpoints.HuggingFace(), destination, new ConversionOptions { Format = WeightFormat.Q4Block128 });

        Assert.True(DraftHeadFolder.IsOne(destination));
        Assert.Equal(512, folder.Spec.DraftVocabularySize);
        Assert.Empty(folder.Spec.TargetTokens);
        Assert.Equal(WeightFormat.Q4Block128, DraftHeadFolder.Open(destination).Spec.Format);
    }

    [Fact]
    public void HeadOfAnotherModelIsRefused()
    {
        var destination = Path.Combine(TestModels.NewFolder(), "head");

        var error = Assert.Throws<LocalModelException>(() => ModelConverter.ConvertHead(Write(hidden: 64), TestCheckpoints.HuggingFace(), destination, new ConversionOptions()));

        Assert.Contains("another model", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(destination));
    }

    [Fact]
    public void HeadAloneSaysThatItNeedsItsTarget()
    {
        var error = Assert.Throws<LocalModelException>(() => ModelConverter.Convert(Write(hidden: 128), Path.Combine(TestModels.NewFolder(), "head"), new ConversionOptions()));

        Assert.Contains("together with the model", error.Message, StringComparison.Ordinal);
    }

    private static string Write(int hidden)
    {
        var shape = TestCheckpoints.Shape with { HiddenSize = hidden, Layers = 1 };
        var folder = TestModels.NewFolder();
        File.WriteAllText(Path.Combine(folder, "config.json"), TestCheckpoints.Config(shape).Replace("LlamaForCausalLM", "LlamaForCausalLMEagle3", StringComparison.Ordinal));
        var weights = RandomWeights.Eagle(shape, shape.VocabularySize, seed: 3);
        var layer = weights.Layer;
        SafetensorsWriter.Write(Path.Combine(folder, SafetensorsReader.SingleFileName), [.. new[]
        {
            weights.Fuse, weights.StateNorm, layer.AttentionNorm, layer.Query, layer.Key, layer.Value, layer.Output, layer.FeedForwardNorm,
            layer.Gate, layer.Up, layer.Down, weights.FinalNorm, weights.Head,
        }.Select(static matrix => new SafetensorsTensor(matrix.Name, matrix))]);
        return folder;
    }
}
