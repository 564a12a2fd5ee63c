using System.Globalization;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Checkpoints;
using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;
using OptPolicy.Kernels.Weights.Safetensors;

namespace OptPolicy.Kernels.Tests.Checkpoints;

public sealed class BertCheckpointTests
{
    private static readonly BertShape Shape = new TestBert().Shape;

    [Theory]
    [InlineData("")]
    [InlineData("bert.")]
    public void EncoderBecomesTheGraphOfItsWeights(string prefix)
    {
        var source = Write(prefix);
        var destination = Path.Combine(TestModels.NewFolder(), "encoder");

        var model = ModelConverter.Convert(source, destination, new ConversionOptions { Format = WeightFormat.Fp32 });

        var direct = TestModels.Bert();
        Assert.Equal(direct.Spec, EncoderFolder.Open(destination).Spec);
        Assert.Equal(direct.Spec, model.Encoder);
        Assert.True(File.ReadAllBytes(Path.Combine(destination, "model.onnx.data")).AsSpan().SequenceEqual(File.ReadAllBytes(direct.GraphPath + ".data")));
    }

    [Fact]
    public void PoolingAndLengthFollowSentenceTransformers()
    {
        var source = Write("");
        Directory.CreateDirectory(Path.Combine(source, "1_Pooling"));
        File.WriteAllText(Path.Combine(source, "1_Pooling", "config.json"), """{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}""");
        File.WriteAllText(Path.Combine(source, "sentence_bert_config.json"), """{"max_seq_length": 96}""");

        using var model = HuggingFaceBert.Open(source);

        Assert.Equal(EncoderPooling.FirstToken, model.Pooling);
        Assert.Equal(96, model.MaxTokens);
    }

    private static string Write(string prefix)
    {
        var folder = TestModels.NewFolder();
        File.WriteAllText(Path.Combine(folder, "config.json"), string.Create(CultureInfo.InvariantCulture, $$"""
            {"architectures": ["BertModel"], "model_type": "bert", "hidden_act": "gelu", "layer_norm_eps": 1e-12, "vocab_size": {{Shape.VocabularySize}},
             "hidden_size": {{Shape.HiddenSize}}, "num_hidden_layers": {{Shape.Layers}}, "num_attention_heads": {{Shape.Heads}},
             "intermediate_size": {{Shape.FeedForwardSize}}, "max_position_embeddings": {{Shape.Positions}}, "type_vocab_size": 2}
            """));
        var weights = RandomWeights.Bert(Shape, 1);
        SafetensorsTensor[] embeddings = [.. new[] { weights.Words, weights.Positions, weights.TokenTypes! }.Select(m => new SafetensorsTensor(prefix + m.Name, m))];
        var affines = weights.Layers.SelectMany(static l => new[] { l.Query, l.Key, l.Value, l.Output, l.AttentionNorm, l.Up, l.Down, l.FeedForwardNorm }).Append(weights.EmbeddingNorm);
        SafetensorsWriter.Write(Path.Combine(folder, SafetensorsReader.SingleFileName),
            [.. embeddings, .. affines.SelectMany(a => new[] { a.Weight, a.Bias }).Select(m => new SafetensorsTensor(prefix + m.Name, m))]);
        return folder;
    }
}
