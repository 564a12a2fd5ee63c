using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Architectures;

public sealed class LlamaGraphTests
{
    private static readonly int[] Prompt = [.. Enumerable.Range(0, 37).Select(static i => 3 + i * 101 % 509)];

    [Theory]
    [InlineData(WeightFormat.Fp32)]
    [InlineData(WeightFormat.Q8)]
    [InlineData(WeightFormat.Q4)]
    [InlineData(WeightFormat.Q4Block128)]
    [InlineData(WeightFormat.RowQ8)]
    public void EveryFormatRunsAndStaysNearFullPrecision(WeightFormat format)
    {
        using var exact = new GraphRunner(TestModels.Tiny(WeightFormat.Fp32));
        using var runner = new GraphRunner(TestModels.Tiny(format));

        var expected = exact.Forward(Prompt, 1);
        var logits = runner.Forward(Prompt, 1);

        Assert.Equal(512, logits.Length);
        Assert.All(logits, static logit => Assert.True(float.IsFinite(logit)));
        var error = Math.Sqrt(expected.Zip(logits, static (e, l) => (e - l) * (double)(e - l)).Average() / expected.Average(static e => e * (double)e));
        Assert.InRange(error, 0, format is WeightFormat.Q8 or WeightFormat.RowQ8 ? 0.05 : 0.4);
    }

    [Theory]
    [InlineData(WeightFormat.Fp32)]
    [InlineData(WeightFormat.Q8)]
    [InlineData(WeightFormat.Q4)]
    [InlineData(WeightFormat.RowQ8)]
    public void LogitsOfAnExactFormatDoNotDependOnTheWidthOfTheCall(WeightFormat format)
    {
        using var runner = new GraphRunner(TestModels.Tiny(format), threads: 2);
        int[] answer = [.. Enumerable.Range(0, 16).Select(static i => 5 + i * 67 % 500)];
        runner.Forward(Prompt, 1);
        var oneByOne = answer.SelectMany(token => runner.Forward([token], 1)).ToArray();

        for (var width = 2; width <= 16; width++)
        {
            runner.Truncate(Prompt.Length);
            var wide = new List<float>();
            for (var start = 0; start < answer.Length; start += width)
            {
                var tokens = answer.AsSpan(start, Math.Min(width, answer.Length - start));
                wide.AddRange(runner.Forward(tokens, tokens.Length));
            }

            Assert.True(oneByOne.AsSpan().SequenceEqual(wide.ToArray()), $"Width {width} changed a logit.");
        }
    }

    [Theory]
    [InlineData(WeightFormat.Fp32)]
    [InlineData(WeightFormat.Q8)]
    [InlineData(WeightFormat.Q4)]
    [InlineData(WeightFormat.RowQ8)]
    public void LogitsOfAnExactFormatDoNotDependOnHowThePromptIsCut(WeightFormat format)
    {
        using var runner = new GraphRunner(TestModels.Tiny(format), threads: 2);
        var whole = runner.Forward(Prompt, 1);

        foreach (var chunk in new[] { 1, 8, 32 })
        {
            runner.Truncate(0);
            var last = Array.Empty<float>();
            for (var start = 0; start < Prompt.Length; start += chunk)
                last = runner.Forward(Prompt.AsSpan(start, Math.Min(chunk, Prompt.Length - start)), 1);
            Assert.True(whole.AsSpan().SequenceEqual(last), $"Chunks of {chunk} changed a logit.");
        }
    }

    [Theory]
    [InlineData(WeightFormat.Fp32)]
    [InlineData(WeightFormat.Q8)]
    [InlineData(WeightFormat.Q4)]
    [InlineData(WeightFormat.RowQ8)]
    public void WidthsThatFillNoBlockStayExact(WeightFormat format)
    {
        var shape = new TestLlama().Shape with { HiddenSize = 72, Heads = 3, KeyValueHeads = 1, HeadDimension = 16, FeedForwardSize = 200 };
        using var runner = new GraphRunner(TestModels.Llama(new TestLlama { Format = format, Shape = shape }), threads: 2);
        runner.Forward(Prompt, 1);
        var oneByOne = Prompt.AsSpan(0, 9).ToArray().SelectMany(token => runner.Forward([token], 1)).ToArray();
        runner.Truncate(Prompt.Length);

        var wide = runner.Forward(Prompt.AsSpan(0, 9), 9);

        Assert.All(wide, static logit => Assert.True(float.IsFinite(logit)));
        Assert.True(oneByOne.AsSpan().SequenceEqual(wide));
    }

    [Fact]
    public void HeadWidthThatAttentionCannotRotateIsRefusedBeforeAnythingIsWritten()
    {
        var shape = new TestLlama().Shape with { HeadDimension = 24 };
        var folder = TestModels.NewFolder();

        Assert.Throws<LocalModelException>(() => LlamaGraphBuilder.Write(RandomWeights.Llama(shape, 1), new LlamaGraphOptions(), folder));

        Assert.Empty(Directory.EnumerateFiles(folder));
    }

    [Fact]
    public void AskedRowsEqualTheRowsOfAFullCall()
    {
        using var runner = new GraphRunner(TestModels.Tiny());
        var all = runner.Forward(Prompt, Prompt.Length);
        runner.Truncate(0);

        var three = runner.Forward(Prompt, 3);

        Assert.True(all.AsSpan()[^three.Length..].SequenceEqual(three));
    }

    [Fact]
    public void RejectedDraftsLeaveNoTrace()
    {
        using var runner = new GraphRunner(TestModels.Tiny());
        runner.Forward(Prompt, 1);
        var clean = runner.Forward([7], 1);
        runner.Truncate(Prompt.Length);

        runner.Forward([9, 400, 17, 23], 4);
        runner.Truncate(Prompt.Length);

        Assert.True(clean.AsSpan().SequenceEqual(runner.Forward([7], 1)));
    }

    [Fact]
    public void HiddenStatesAreThreeLayersWide()
    {
        var folder = TestModels.Llama(new TestLlama { HiddenOutputs = true });
        using var runner = new GraphRunner(folder);

        runner.Forward(Prompt, 1);

        Assert.Equal(3 * 128, folder.Spec.Bindings.HiddenWidth);
        Assert.Equal(Prompt.Length * 3 * 128, runner.Hidden.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fp32GraphAgreesWithTheArchitectureWrittenOut(bool tied)
    {
        var recipe = new TestLlama { TiesEmbeddings = tied, Format = WeightFormat.Fp32 };
        using var runner = new GraphRunner(TestModels.Llama(recipe));

        var logits = runner.Forward(Prompt.AsSpan(0, 7), 1);

        var expected = LlamaReference.Logits(RandomWeights.Llama(recipe.Shape, recipe.Seed, tied), Prompt[..7]);
        Assert.All(expected.Zip(logits), static pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [Theory]
    [InlineData(WeightFormat.Q8)]
    [InlineData(WeightFormat.Q4)]
    public void TiedHeadSharesTheEmbeddingsBytes(WeightFormat format)
    {
        var tied = TestModels.Llama(new TestLlama { TiesEmbeddings = true, Format = format });
        var untied = TestModels.Llama(new TestLlama { Format = format });
        using var runner = new GraphRunner(tied);

        Assert.All(runner.Forward(Prompt, 1), static logit => Assert.True(float.IsFinite(logit)));
        var saved = new FileInfo(untied.GraphPath + ".data").Length - new FileInfo(tied.GraphPath + ".data").Length;
        Assert.Equal(format is WeightFormat.Q8, saved >= 512 * 128);
    }
}
