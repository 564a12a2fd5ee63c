using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Architectures;
using OptPolicy.Kernels.Tests.Checkpoints;
using OptPolicy.Kernels.Tests.Decoding;

namespace OptPolicy.Kernels.Tests.Models.Layouts;

public sealed class ForeignLayoutTests
{
    private const string GenaiConfig = """
        {
          "model": {
            "type": "llama", "bos_token_id": 1, "eos_token_id": [2, 7], "pad_token_id": 0, "vocab_size": 512, "context_length": 128,
            "decoder": {
              "filename": "model.onnx", "head_size": 32, "hidden_size": 128, "num_attention_heads": 4, "num_key_value_heads": 2, "num_hidden_layers": 2,
              "inputs": { "input_ids": "input_ids", "attention_mask": "attention_mask", "past_key_names": "past_key_values.%d.key", "past_value_names": "past_key_values.%d.value" },
              "outputs": { "logits": "logits", "present_key_names": "present.%d.key", "present_value_names": "present.%d.value" }
            }
          },
          "search": { "past_present_share_buffer": true, "max_length": 128 }
        }
        """;

    private static readonly LlamaShape Grouped = new TestLlama().Shape with { ContextTokens = 128 };

    private static readonly LlamaShape Plain = Grouped with { KeyValueHeads = 4 };

    private static readonly Lazy<string> Genai = new(() => Write(Grouped, grouped: true, "model.onnx", ("genai_config.json", GenaiConfig)));

    private static readonly Lazy<string> Optimum = new(() => Write(Plain, grouped: false, "onnx/model.onnx", ("config.json", TestCheckpoints.Config(Plain))));

    [Fact]
    public void GenaiFolderIsBoundByItsConfiguration()
    {
        var folder = DecoderFolder.Open(Genai.Value);

        Assert.Equal("attention_mask", folder.Spec.Bindings.AttentionMask);
        Assert.Null(folder.Spec.Bindings.PositionIds);
        Assert.Equal("present.{0}.value", folder.Spec.Bindings.PresentValue);
        Assert.True(folder.Spec.Bindings.SharesKeyValueBuffer);
        Assert.Equal(LogitRows.All, folder.Spec.Bindings.LogitRows);
        Assert.Equal([2, 7], folder.Spec.EndTokens);
        Assert.Equal(WeightFormat.Unknown, folder.Spec.Format);
    }

    [Fact]
    public void OptimumFolderIsBoundByItsGraph()
    {
        var folder = DecoderFolder.Open(Optimum.Value);

        Assert.EndsWith("model.onnx", folder.GraphPath, StringComparison.Ordinal);
        Assert.Equal("position_ids", folder.Spec.Bindings.PositionIds);
        Assert.False(folder.Spec.Bindings.SharesKeyValueBuffer);
        Assert.Equal(4, folder.Spec.KeyValueHeads);
        Assert.Equal(1, folder.Spec.BeginToken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ForeignGraphDecodesLikeTheArchitectureWrittenOut(bool genai)
    {
        int[] tokens = [4, 90, 17, 300, 255, 8];
        using var model = OpenModel.Of(DecoderFolder.Open(genai ? Genai.Value : Optimum.Value));
        using var lane = model.CreateLane();

        lane.Run(tokens.AsSpan(0, 3));
        lane.Run([5, 6]);
        lane.Truncate(3);
        var logits = lane.Run(tokens.AsSpan(3));

        var expected = LlamaReference.Logits(RandomWeights.Llama(genai ? Grouped : Plain, 1), tokens);
        Assert.All(expected.Zip(logits), static pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [Theory]
    [InlineData("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3", "caches 2 layers")]
    [InlineData("\"vocab_size\": 512", "\"vocab_size\": 600", "gives 512 logits")]
    [InlineData("\"logits\": \"logits\"", "\"logits\": \"scores\"", "no output 'scores'")]
    [InlineData("\"decoder\"", "\"encoder\"", "decoder-only")]
    [InlineData("past_key_values.%d.key", "past.%d.key", "without a cache")]
    [InlineData("model.onnx", "other.onnx", "cannot be read")]
    [InlineData("\"vocab_size\": 512, ", "", "has no \"vocab_size\"")]
    public void GenaiConfigurationOfAnotherGraphIsRefused(string original, string replacement, string reason)
    {
        var folder = TestModels.NewFolder();
        foreach (var file in new[] { "model.onnx", "model.onnx.data" })
            File.Copy(Path.Combine(Genai.Value, file), Path.Combine(folder, file));
        File.WriteAllText(Path.Combine(folder, "genai_config.json"), GenaiConfig.Replace(original, replacement, StringComparison.Ordinal));

        var error = Assert.Throws<LocalModelException>(() => DecoderFolder.Open(folder));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GraphWithoutItsWeightsFileNamesIt()
    {
        var folder = TestModels.NewFolder();
        File.Copy(Path.Combine(Genai.Value, "model.onnx"), Path.Combine(folder, "model.onnx"));
        File.WriteAllText(Path.Combine(folder, "genai_config.json"), GenaiConfig);

        var error = Assert.Throws<LocalModelException>(() => DecoderFolder.Open(folder));

        Assert.Contains("model.onnx.data", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckpointFolderSaysThatItMustBeConverted()
    {
        var error = Assert.Throws<LocalModelException>(() => DecoderFolder.Open(TestCheckpoints.HuggingFace()));

        Assert.Contains("optpolicy convert", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EncoderExportIsBoundWithItsPooling()
    {
        var source = TestModels.Bert();
        var folder = TestModels.NewFolder();
        foreach (var file in new[] { "model.onnx", "model.onnx.data" })
            File.Copy(Path.Combine(source.Path, file), Path.Combine(folder, file));
        File.WriteAllText(Path.Combine(folder, "config.json"), """{"model_type": "bert", "vocab_size": 512, "hidden_size": 64, "max_position_embeddings": 128}""");

        var spec = EncoderFolder.Open(folder).Spec;

        Assert.Equal("token_type_ids", spec.TokenTypeIds);
        Assert.Equal("sentence_embedding", spec.Output);
        Assert.Equal(EncoderPooling.InGraph, spec.Pooling);
        Assert.Equal(64, spec.Dimensions);
    }

    private static string Write(LlamaShape shape, bool grouped, string graph, (string Name, string Text) config)
    {
        var folder = TestModels.NewFolder();
        var path = Path.Combine(folder, graph);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ExportedLlama.Write(path, RandomWeights.Llama(shape, 1), grouped);
        File.WriteAllText(Path.Combine(folder, config.Name), config.Text);
        return folder;
    }
}
