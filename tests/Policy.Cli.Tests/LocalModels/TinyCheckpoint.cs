using OptPolicy.Cli.Tests.Running;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;
using OptPolicy.Kernels.Weights;
using OptPolicy.Kernels.Weights.Safetensors;

namespace OptPolicy.Cli.Tests.LocalModels;

/// <summary>A Llama of one layer as others publish it: config.json, safetensors, tokenizer.json.</summary>
internal static class TinyCheckpoint
{
    private const int Hidden = 64;
    private const int Vocabulary = 288;

    public static void Write(Workbench bench, string folder, params string[] leftOut)
    {
        bench.Write(folder + "/config.json", $$"""
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", "vocab_size": {{Vocabulary}}, "hidden_size": {{Hidden}},
             "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 32, "intermediate_size": 64,
             "max_position_embeddings": 256, "rope_theta": 10000.0, "rms_norm_eps": 1e-5, "tie_word_embeddings": false, "bos_token_id": 256, "eos_token_id": 257}
            """);
        RandomModel.Write(Path.Combine(bench.Folder, folder, "tokenizer"));
        File.Move(Path.Combine(bench.Folder, folder, "tokenizer", "tokenizer.json"), Path.Combine(bench.Folder, folder, "tokenizer.json"));
        Directory.Delete(Path.Combine(bench.Folder, folder, "tokenizer"), recursive: true);
        SafetensorsWriter.Write(Path.Combine(bench.Folder, folder, "model.safetensors"), [.. Tensors().Where(t => !leftOut.Contains(t.Name))]);
    }

    /// <summary>A draft head for that Llama, as the reference implementation publishes one.</summary>
    public static void WriteHead(Workbench bench, string folder)
    {
        bench.Write(folder + "/config.json", $$"""
            {"architectures": ["LlamaForCausalLMEagle3"], "model_type": "llama", "hidden_act": "silu", "vocab_size": {{Vocabulary}}, "draft_vocab_size": {{Vocabulary}}, "hidden_size": {{Hidden}},
             "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 32, "intermediate_size": 64,
             "max_position_embeddings": 256, "rope_theta": 10000.0, "rms_norm_eps": 1e-5, "tie_word_embeddings": false, "bos_token_id": 256, "eos_token_id": 257}
            """);
        var shape = new LlamaShape { VocabularySize = Vocabulary, HiddenSize = Hidden, Layers = 1, Heads = 2, KeyValueHeads = 1, HeadDimension = 32, FeedForwardSize = 64, ContextTokens = 256 };
        var weights = RandomWeights.Eagle(shape, Vocabulary, seed: 3);
        var layer = weights.Layer;
        WeightMatrix[] matrices =
        [
            weights.Fuse, weights.StateNorm, layer.AttentionNorm, layer.Query, layer.Key, layer.Value, layer.Output, layer.FeedForwardNorm,
            layer.Gate, layer.Up, layer.Down, weights.FinalNorm, weights.Head,
        ];
        SafetensorsWriter.Write(Path.Combine(bench.Folder, folder, "model.safetensors"), [.. matrices.Select(static matrix => new SafetensorsTensor(matrix.Name, matrix))]);
    }

    private static IEnumerable<SafetensorsTensor> Tensors()
    {
        const string Layer = "model.layers.0.";
        yield return Matrix("model.embed_tokens.weight", Vocabulary, Hidden);
        yield return Matrix("model.norm.weight", 1, Hidden);
        yield return Matrix("lm_head.weight", Vocabulary, Hidden);
        yield return Matrix(Layer + "input_layernorm.weight", 1, Hidden);
        yield return Matrix(Layer + "self_attn.q_proj.weight", 64, Hidden);
        yield return Matrix(Layer + "self_attn.k_proj.weight", 32, Hidden);
        yield return Matrix(Layer + "self_attn.v_proj.weight", 32, Hidden);
        yield return Matrix(Layer + "self_attn.o_proj.weight", Hidden, 64);
        yield return Matrix(Layer + "post_attention_layernorm.weight", 1, Hidden);
        yield return Matrix(Layer + "mlp.gate_proj.weight", 64, Hidden);
        yield return Matrix(Layer + "mlp.up_proj.weight", 64, Hidden);
        yield return Matrix(Layer + "mlp.down_proj.weight", Hidden, 64);
    }

    private static SafetensorsTensor Matrix(string name, int rows, int columns)
    {
        var random = new Random(name.Length);
        var values = new float[rows * columns];
        foreach (ref var value in values.AsSpan())
        {
            value = (random.NextSingle() - 0.5f) / 4;
        }

        return new SafetensorsTensor(name, new ArrayMatrix(name, rows, columns, values));
    }
}
