using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Checkpoints;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;
using OptPolicy.Kernels.Weights;
using OptPolicy.Kernels.Weights.Gguf;

namespace OptPolicy.Kernels.Tests.Checkpoints;

public sealed class GgufLlamaTests
{
    [Fact]
    public void FloatFileGivesBackWeightsShapeAndRowOrder()
    {
        using var source = GgufLlama.Open(GgufFile.Open(TestCheckpoints.Gguf(TensorEncoding.F32)));

        var expected = RandomWeights.Llama(TestCheckpoints.Shape, 1);
        Assert.Equal(TestCheckpoints.Shape, source.Weights.Shape);
        Assert.Equal(TestCheckpoints.Values(expected.Layers[1].Query), TestCheckpoints.Values(source.Weights.Layers[1].Query));
        Assert.Equal(TestCheckpoints.Values(expected.Layers[0].Key), TestCheckpoints.Values(source.Weights.Layers[0].Key));
        Assert.Equal([2], source.EndTokens);
    }

    [Fact]
    public void QueryRowsAreStoredAsNeighbouringPairs()
    {
        using var file = GgufFile.Open(TestCheckpoints.Gguf(TensorEncoding.F32));

        var stored = file.Checkpoint.Matrix("blk.0.attn_q.weight", 128, 128);
        var original = RandomWeights.Llama(TestCheckpoints.Shape, 1).Layers[0].Query;
        Assert.Equal(TestCheckpoints.Values(original).AsSpan(16 * 128, 128).ToArray(), TestCheckpoints.Values(stored).AsSpan(128, 128).ToArray());
    }

    [Theory]
    [InlineData(TensorEncoding.Q8_0, WeightFormat.Q8)]
    [InlineData(TensorEncoding.Q4_0, WeightFormat.Q4)]
    public void QuantisedFileBecomesAGraphWithoutChangingAValue(TensorEncoding encoding, WeightFormat format)
    {
        using var source = GgufLlama.Open(GgufFile.Open(TestCheckpoints.Gguf(encoding)));
        var folder = TestModels.NewFolder();
        LlamaGraphBuilder.Write(source.Weights, new LlamaGraphOptions { Format = format }, folder);
        var direct = TestModels.NewFolder();
        LlamaGraphBuilder.Write(RandomWeights.Llama(TestCheckpoints.Shape, 1), new LlamaGraphOptions { Format = format }, direct);

        // Q4_0 keeps its four-bit embedding, which a direct conversion stores in eight: only the products are compared there.
        var (imported, quantized) = (File.ReadAllBytes(Path.Combine(folder, "model.onnx.data")), File.ReadAllBytes(Path.Combine(direct, "model.onnx.data")));
        if (format is WeightFormat.Q8)
            Assert.True(imported.AsSpan().SequenceEqual(quantized));
        else
            Assert.True(imported.AsSpan()[^32768..].SequenceEqual(quantized.AsSpan()[^32768..]));
    }

    [Fact]
    public void FourBitCodesWidenToEightBitsExactly()
    {
        using var source = GgufLlama.Open(GgufFile.Open(TestCheckpoints.Gguf(TensorEncoding.Q4_0)));
        var up = source.Weights.Layers[0].Up;
        var (codes, scales) = (new byte[up.Columns], new float[up.Columns / 32]);

        new BlockQuantizer(8, 32).Quantize(up, 3, new float[up.Columns], codes, scales);

        var expected = TestCheckpoints.Values(up).AsSpan(3 * up.Columns, up.Columns).ToArray();
        Assert.Equal(expected, codes.Select((code, i) => (code - 128) * scales[i / 32]));
    }

    [Fact]
    public void MissingHeadMeansTheEmbeddingIsTheHead()
    {
        using var source = GgufLlama.Open(GgufFile.Open(TestCheckpoints.Gguf(TensorEncoding.F32, tied: true)));

        Assert.Null(source.Weights.Head);
    }

    [Fact]
    public void OtherArchitectureIsRefusedByName()
    {
        var path = Path.Combine(TestModels.NewFolder(), "other.gguf");
        GgufWriter.Write(path, [new("general.architecture", "mamba")], []);
        using var file = GgufFile.Open(path);

        var error = Assert.Throws<LocalModelException>(() => GgufLlama.Open(file));

        Assert.Contains("mamba", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TokenizerSurvivesARoundTrip()
    {
        using var file = GgufFile.Open(TestCheckpoints.Gguf(TensorEncoding.F32));

        var tokenizer = GgufTokenizer.Read(file)!;

        Assert.Equal("llama", tokenizer.Model);
        Assert.Equal(512, tokenizer.Tokens.Count);
        Assert.Equal("<0x0A>", tokenizer.Tokens[13]);
        Assert.Equal(6, tokenizer.Kinds[13]);
        Assert.False(tokenizer.AddsBeginToken);
    }
}
