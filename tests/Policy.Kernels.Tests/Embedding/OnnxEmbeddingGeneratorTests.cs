using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Embedding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Tests.Embedding;

public sealed class OnnxEmbeddingGeneratorTests
{
    private static readonly string[] Texts = ["reset my password", "a", "where is my order", "reset my passwort", "", "ab", "ba", "the quick brown fox jumps", "cd"];

    [Theory]
    [InlineData(WeightFormat.Fp32)]
    [InlineData(WeightFormat.Q8)]
    [InlineData(WeightFormat.Q4)]
    [InlineData(WeightFormat.RowQ8)]
    public async Task TextsVectorHasTheSameBitsAloneAndInAnyCompany(WeightFormat format)
    {
        using var generator = OnnxEmbeddingGenerator.Open(TestEncoders.Own(new TestBert { Options = new BertGraphOptions { Format = format } }));
        var together = await generator.GenerateAsync(Texts);
        var reversed = await generator.GenerateAsync(Texts.Reverse());
        for (var i = 0; i < Texts.Length; i++)
        {
            var alone = new float[generator.Dimensions];
            generator.Generate(Texts[i], alone);
            Assert.Equal(alone, together[i].Vector.ToArray());
            Assert.Equal(alone, reversed[^(i + 1)].Vector.ToArray());
            Assert.Equal(1, TensorPrimitives.Norm<float>(alone), 1e-5f);
        }

        Assert.True(generator.Batches);
        Assert.NotEqual(together[5].Vector.ToArray(), together[6].Vector.ToArray());
    }

    [Fact]
    public async Task ConcurrentCallsGetTheirOwnVectors()
    {
        using var generator = OnnxEmbeddingGenerator.Open(TestEncoders.Own());
        var expected = await generator.GenerateAsync(Texts);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            var text = i % Texts.Length;
            var vector = (await generator.GenerateAsync([Texts[text]]))[0].Vector;
            Assert.Equal(expected[text].Vector.ToArray(), vector.ToArray());
        }));
    }

    [Theory]
    [InlineData("pooling_mode_mean_tokens", "model.onnx")]
    [InlineData("pooling_mode_cls_token", "model.onnx")]
    [InlineData("pooling_mode_mean_tokens", "onnx/model.onnx")]
    public void ExportedFoldersPoolTokenVectorsAsTheySay(string pooling, string graph)
    {
        using var generator = OnnxEmbeddingGenerator.Open(TestEncoders.Exported(pooling, graph));
        var vector = new float[4];
        Assert.Equal(4, generator.Generate("ab", vector));

        // [CLS] a ##b [SEP]
        int[] tokens = pooling == "pooling_mode_cls_token" ? [2] : [2, 4, 31, 3];
        var expected = Enumerable.Range(0, 4).Select(d => tokens.Sum(t => TestEncoders.Component(t, d))).ToArray();
        TensorPrimitives.Divide(expected, TensorPrimitives.Norm<float>(expected), expected);
        Assert.Equal(1, TensorPrimitives.CosineSimilarity<float>(expected, vector), 1e-6f);
        Assert.Equal(1, TensorPrimitives.Norm<float>(vector), 1e-6f);
    }

    [Fact]
    public async Task LongTextsAreCutOffBeforeTheLastSpecialTokenAndCounted()
    {
        using var generator = OnnxEmbeddingGenerator.Open(TestEncoders.Exported("pooling_mode_mean_tokens"));
        Assert.Equal(8, generator.MaxTokens);
        var answer = await generator.GenerateAsync(["a b c d e f", "a b c d e f g h i j", "a"]);
        Assert.Equal(answer[0].Vector.ToArray(), answer[1].Vector.ToArray());
        Assert.Equal((8 + 8 + 3, 8 + 8 + 3), (answer.Usage?.InputTokenCount, answer.Usage?.TotalTokenCount));
        Assert.Equal(1, answer.Usage?.AdditionalCounts?[OnnxEmbeddingGenerator.TruncatedTexts]);

        using var shorter = OnnxEmbeddingGenerator.Open(TestEncoders.Exported("pooling_mode_mean_tokens"), new OnnxEmbeddingOptions { MaxTokens = 3 });
        Assert.Equal(answer[2].Vector.ToArray(), (await shorter.GenerateAsync(["a b c d e f"]))[0].Vector.ToArray());
    }

    [Fact]
    public async Task AnswersFollowTheConventions()
    {
        var time = new FakeTimeProvider();
        using var generator = OnnxEmbeddingGenerator.Open(TestEncoders.Own(), new OnnxEmbeddingOptions { ModelId = "letters", TimeProvider = time });
        var answer = await generator.GenerateAsync(["a", "b"], new EmbeddingGenerationOptions { Dimensions = 64 });
        Assert.All(answer, embedding => Assert.Equal(("letters", time.GetUtcNow(), 64), (embedding.ModelId, embedding.CreatedAt, embedding.Dimensions)));
        Assert.Null(answer.Usage?.AdditionalCounts);
        Assert.Empty(await generator.GenerateAsync([]));
        await Assert.ThrowsAsync<NotSupportedException>(() => generator.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 32 }));

        var metadata = generator.GetService<EmbeddingGeneratorMetadata>();
        Assert.Equal(("optpolicy.onnx", "letters", 64), (metadata?.ProviderName, metadata?.DefaultModelId, metadata?.DefaultModelDimensions));
        Assert.Same(generator, generator.GetService<OnnxEmbeddingGenerator>());
        Assert.Same(generator, generator.GetService<IEmbeddingGenerator<string, Embedding<float>>>());
        Assert.Equal(DeviceKind.Cpu, generator.GetService<DeviceSelection>()?.Kind);
        Assert.NotNull(generator.GetService<Tokenizer>());
        Assert.Null(generator.GetService<OnnxEmbeddingGenerator>("key"));
    }

    [Fact]
    public void FingerprintNamesWhateverDecidesVectors()
    {
        var folder = TestEncoders.Own();
        string Fingerprint(string path, OnnxEmbeddingOptions? options = null)
        {
            using var generator = OnnxEmbeddingGenerator.Open(path, options);
            return generator.Fingerprint;
        }

        var fingerprint = Fingerprint(folder);
        Assert.Equal(fingerprint, Fingerprint(TestEncoders.Own()));
        Assert.NotEqual(fingerprint, Fingerprint(TestEncoders.Own(new TestBert { Seed = 2 })));
        Assert.NotEqual(fingerprint, Fingerprint(folder, new OnnxEmbeddingOptions { MaxTokens = 16 }));
        Assert.NotEqual(Fingerprint(TestEncoders.Exported("pooling_mode_cls_token")), Fingerprint(TestEncoders.Exported("pooling_mode_mean_tokens")));
        var tokenizer = Path.Combine(folder, "tokenizer.json");
        File.WriteAllText(tokenizer, File.ReadAllText(tokenizer).Replace("\"lowercase\":true", "\"lowercase\":false", StringComparison.Ordinal));
        Assert.NotEqual(fingerprint, Fingerprint(folder));
    }

    [Fact]
    public async Task CancelledCallsStop()
    {
        using var generator = OnnxEmbeddingGenerator.Open(TestEncoders.Own());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync(Texts, cancellationToken: cancelled.Token));
        Assert.Throws<OperationCanceledException>(() => generator.Generate("a", new float[64], cancelled.Token));
    }

    [Fact]
    public void FoldersThatCannotEmbedAreRefusedByName()
    {
        var noPooling = TestEncoders.Exported("pooling_mode_max_tokens");
        Assert.Contains("mean_tokens", Assert.Throws<LocalModelException>(() => OnnxEmbeddingGenerator.Open(noPooling)).Message, StringComparison.Ordinal);
        var otherOutput = TestEncoders.Exported("pooling_mode_mean_tokens", output: "logits");
        Assert.Contains("gives logits", Assert.Throws<LocalModelException>(() => OnnxEmbeddingGenerator.Open(otherOutput)).Message, StringComparison.Ordinal);
        var dense = TestEncoders.Exported("pooling_mode_mean_tokens");
        Directory.CreateDirectory(Path.Combine(dense, "2_Dense"));
        Assert.Contains("2_Dense", Assert.Throws<LocalModelException>(() => OnnxEmbeddingGenerator.Open(dense)).Message, StringComparison.Ordinal);
        var noGraph = TestEncoders.Exported("pooling_mode_mean_tokens");
        File.Delete(Path.Combine(noGraph, "model.onnx"));
        Assert.Contains("Optimum", Assert.Throws<LocalModelException>(() => OnnxEmbeddingGenerator.Open(noGraph)).Message, StringComparison.Ordinal);
        Assert.Throws<LocalModelException>(() => OnnxEmbeddingGenerator.Open(Path.Combine(noGraph, "nowhere")));
    }
}
