using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Models;
using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Tests.Checkpoints;

/// <summary>What is trained is what runs: a checkpoint through the converter and ONNX Runtime against the trainer's own forward pass.</summary>
public sealed class ConversionTests : TorchTest
{
    private static readonly LlamaConfig Small = Tiny with
    {
        Shape = Tiny.Shape with { HiddenSize = 64, Layers = 6, Heads = 2, KeyValueHeads = 1, HeadDimension = 32, FeedForwardSize = 96, ContextTokens = 64 },
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ConvertedModelGivesTheTrainersLogits(bool tied)
    {
        using var model = Spread(new LlamaModel(Small with { TiesEmbeddings = tied }, seed: 8));
        var tokens = Enumerable.Range(0, 40).Select(i => i * 7 % 64).ToArray();
        using var expected = Logits(model, tokens);

        using var runner = new GraphRunner(Convert(model, hiddenOutputs: false));
        var logits = runner.Forward(tokens, rows: tokens.Length);

        AssertNear(expected.data<float>().ToArray(), logits, 1e-4f);
    }

    [Fact]
    public void ConvertedModelGivesTheStatesThatAHeadReads()
    {
        using var model = Spread(new LlamaModel(Small, seed: 8));
        var tokens = new[] { 3, 1, 4, 1, 5, 9, 2, 6 };
        using var noGradient = no_grad();
        using var input = tensor(tokens.Select(t => (long)t).ToArray(), [1, tokens.Length]);
        var (features, logits) = model.ForwardWithFeatures(input);
        using (features)
        using (logits)
        using (var runner = new GraphRunner(Convert(model, hiddenOutputs: true)))
        {
            AssertNear(logits.data<float>().ToArray(), runner.Forward(tokens, rows: tokens.Length), 1e-4f);
            AssertNear(features.data<float>().ToArray(), runner.Hidden, 1e-4f);
        }
    }

    private DecoderFolder Convert(LlamaModel model, bool hiddenOutputs)
    {
        var (source, converted) = (Path.Combine(Folder, "trained"), Path.Combine(Folder, "converted"));
        ModelFolder.Save(model, source);
        ModelConverter.Convert(source, converted, new ConversionOptions { Format = WeightFormat.Fp32, HiddenOutputs = hiddenOutputs });
        return DecoderFolder.Open(converted);
    }

    // Fresh weights are so small that every model would agree with every other.
    private static LlamaModel Spread(LlamaModel model)
    {
        using var noGradient = no_grad();
        foreach (var (_, weight) in model.Weights())
            weight.mul_(weight.dim() > 1 ? 8 : 1.25);
        return model;
    }

    private static Tensor Logits(LlamaModel model, int[] tokens)
    {
        using var noGradient = no_grad();
        using var input = tensor(tokens.Select(t => (long)t).ToArray(), [1, tokens.Length]);
        return model.forward(input);
    }

    private static void AssertNear(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = expected.Max(MathF.Abs);
        Assert.True(largest > 1, $"values up to {largest} tell little");
        Assert.True(expected.Zip(actual, (e, a) => MathF.Abs(e - a)).Max() <= tolerance * Math.Max(1, largest));
    }
}
