using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;
using OptPolicy.Kernels.Weights.Safetensors;

namespace OptPolicy.Compression.Pipeline.Tests.Proof;

/// <summary>A little Llama in Hugging Face's layout whose weights a seed decides.</summary>
internal static class RandomCheckpoint
{
    private static readonly LlamaShape Shape = new() { VocabularySize = 288, HiddenSize = 64, Layers = 2, Heads = 2, KeyValueHeads = 2, HeadDimension = 32, FeedForwardSize = 128, ContextTokens = 128 };

    public static void Write(string folder)
    {
        RandomModel.Write(folder);
        foreach (var file in Directory.EnumerateFiles(folder).Where(static f => Path.GetFileName(f) != "tokenizer.json"))
            File.Delete(file);
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", "vocab_size": {{Shape.VocabularySize}}, "hidden_size": {{Shape.HiddenSize}},
             "num_hidden_layers": {{Shape.Layers}}, "num_attention_heads": {{Shape.Heads}}, "num_key_value_heads": {{Shape.KeyValueHeads}}, "head_dim": {{Shape.HeadDimension}},
             "intermediate_size": {{Shape.FeedForwardSize}}, "max_position_embeddings": {{Shape.ContextTokens}}, "rope_theta": 10000.0, "rms_norm_eps": 1e-5,
             "tie_word_embeddings": false, "bos_token_id": 256, "eos_token_id": 257}
            """);
        var weights = RandomWeights.Llama(Shape, seed: 7);
        var layers = weights.Layers.SelectMany(static l => new[] { l.AttentionNorm, l.Query, l.Key, l.Value, l.Output, l.FeedForwardNorm, l.Gate, l.Up, l.Down });
        SafetensorsWriter.Write(
            Path.Combine(folder, "model.safetensors"),
            [.. layers.Concat([weights.Embedding, weights.FinalNorm, weights.Head!]).Select(static matrix => new SafetensorsTensor(matrix.Name, matrix))]);
    }
}
