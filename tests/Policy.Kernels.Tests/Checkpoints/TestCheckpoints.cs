using System.Globalization;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Checkpoints;
using OptPolicy.Kernels.Tests.Models;
using OptPolicy.Kernels.Weights;
using OptPolicy.Kernels.Weights.Safetensors;

namespace OptPolicy.Kernels.Tests.Checkpoints;

/// <summary>Writes random-weight checkpoints in the layouts that others publish.</summary>
internal static class TestCheckpoints
{
    public static readonly LlamaShape Shape = new TestLlama().Shape with { RmsEpsilon = 1e-6f, RopeTheta = 50000f };

    public static string Config(LlamaShape shape, bool tied = false, string extra = "") => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu",
          "vocab_size": {{shape.VocabularySize}}, "hidden_size": {{shape.HiddenSize}}, "num_hidden_layers": {{shape.Layers}},
          "num_attention_heads": {{shape.Heads}}, "num_key_value_heads": {{shape.KeyValueHeads}}, "head_dim": {{shape.HeadDimension}},
          "intermediate_size": {{shape.FeedForwardSize}}, "max_position_embeddings": {{shape.ContextTokens}},
          "rope_theta": {{shape.RopeTheta}}, "rms_norm_eps": {{shape.RmsEpsilon}}, "tie_word_embeddings": {{(tied ? "true" : "false")}},
          "bos_token_id": 1, "eos_token_id": [2, 5]{{extra}}
        }
        """);

    /// <summary>A folder with config.json and model.safetensors.</summary>
    public static string HuggingFace(TensorEncoding encoding = TensorEncoding.F32, bool tied = false)
    {
        var folder = TestModels.NewFolder();
        File.WriteAllText(Path.Combine(folder, "config.json"), Config(Shape, tied));
        SafetensorsWriter.Write(Path.Combine(folder, SafetensorsReader.SingleFileName), [.. Tensors(encoding, tied)]);
        return folder;
    }

    /// <summary>The same in two shards.</summary>
    public static string Sharded()
    {
        var folder = TestModels.NewFolder();
        File.WriteAllText(Path.Combine(folder, "config.json"), Config(Shape));
        var halves = Tensors(TensorEncoding.F32, tied: false).Chunk(11).ToArray();
        var map = new List<string>();
        for (var i = 0; i < halves.Length; i++)
        {
            var name = $"model-{i}.safetensors";
            SafetensorsWriter.Write(Path.Combine(folder, name), halves[i]);
            map.AddRange(halves[i].Select(t => $"\"{t.Name}\": \"{name}\""));
        }

        File.WriteAllText(Path.Combine(folder, SafetensorsReader.IndexFileName), $"{{\"weight_map\": {{{string.Join(", ", map)}}}}}");
        return folder;
    }

    /// <summary>A GGUF file.</summary>
    public static string Gguf(TensorEncoding encoding, bool tied = false)
    {
        var path = Path.Combine(TestModels.NewFolder(), "model.gguf");
        GgufLlama.Write(path, RandomWeights.Llama(Shape, 1, tied), encoding, GgufTokenizer.Placeholder(Shape.VocabularySize));
        return path;
    }

    /// <summary>All values of a matrix.</summary>
    public static float[] Values(WeightMatrix matrix)
    {
        var values = new float[matrix.Rows * matrix.Columns];
        for (var row = 0; row < matrix.Rows; row++)
            matrix.Read(row, 0, values.AsSpan(row * matrix.Columns, matrix.Columns));
        return values;
    }

    private static IEnumerable<SafetensorsTensor> Tensors(TensorEncoding encoding, bool tied) =>
        LlamaTensorNames.HuggingFace.Name(RandomWeights.Llama(Shape, 1, tied)).Select(t => new SafetensorsTensor(t.Name, t.Values, encoding));
}
