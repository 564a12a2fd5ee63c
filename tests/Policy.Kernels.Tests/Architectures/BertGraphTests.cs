using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Architectures;

public sealed class BertGraphTests
{
    private static readonly long[] Text = [101, 7, 300, 45, 102];

    [Theory]
    [InlineData(WeightFormat.Fp32)]
    [InlineData(WeightFormat.Q8)]
    [InlineData(WeightFormat.RowQ8)]
    public void EveryFormatGivesTheReferencesVector(WeightFormat format)
    {
        var recipe = new TestBert { Options = new BertGraphOptions { Format = format } };

        var vector = Embed(TestModels.Bert(recipe), [Text])[0];

        var expected = BertReference.Embed(RandomWeights.Bert(recipe.Shape, recipe.Seed), Text);
        Assert.Equal(1f, TensorPrimitives.Norm(vector), 1e-5f);
        Assert.InRange(TensorPrimitives.CosineSimilarity(vector, expected), format is WeightFormat.Fp32 ? 0.999999f : 0.999f, 1.00001f);
    }

    [Fact]
    public void PaddingDoesNotChangeAText()
    {
        var folder = TestModels.Bert();

        var alone = Embed(folder, [Text])[0];
        var beside = Embed(folder, [Text, [101, 9, 8, 7, 6, 5, 4, 3, 2, 102]])[0];

        Assert.InRange(TensorPrimitives.Distance(alone, beside), 0, 1e-5f);
    }

    [Fact]
    public void FirstTokenPoolingDiffersFromMeanPooling()
    {
        var mean = Embed(TestModels.Bert(), [Text])[0];
        var first = Embed(TestModels.Bert(new TestBert { Options = new BertGraphOptions { Pooling = EncoderPooling.FirstToken } }), [Text])[0];

        Assert.InRange(TensorPrimitives.CosineSimilarity(mean, first), -1f, 0.99f);
    }

    private static float[][] Embed(EncoderFolder folder, long[][] texts)
    {
        var width = texts.Max(static t => t.Length);
        var ids = texts.SelectMany(t => t.Concat(Enumerable.Repeat(0L, width - t.Length))).ToArray();
        var mask = texts.SelectMany(t => Enumerable.Repeat(1L, t.Length).Concat(Enumerable.Repeat(0L, width - t.Length))).ToArray();
        using var session = new InferenceSession(folder.GraphPath);
        using var idsValue = OrtValue.CreateTensorValueFromMemory(ids, [texts.Length, width]);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, [texts.Length, width]);
        using var types = OrtValue.CreateTensorValueFromMemory(new long[ids.Length], [texts.Length, width]);
        using var run = new RunOptions();
        var inputs = new Dictionary<string, OrtValue>
        {
            [folder.Spec.InputIds] = idsValue,
            [folder.Spec.AttentionMask!] = maskValue,
            [folder.Spec.TokenTypeIds!] = types,
        };
        using var outputs = session.Run(run, inputs, [folder.Spec.Output]);
        return [.. outputs[0].GetTensorDataAsSpan<float>().ToArray().Chunk(folder.Spec.Dimensions)];
    }
}
