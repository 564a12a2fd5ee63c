using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Tests.Models;

/// <summary>Weights drawn from a seed and the tensor's name, with Hugging Face's names.</summary>
public static class RandomWeights
{
    public static LlamaWeights Llama(LlamaShape shape, int seed, bool tied = false)
    {
        var width = shape.Heads * shape.HeadDimension;
        var keyWidth = shape.KeyValueHeads * shape.HeadDimension;
        return new LlamaWeights(
            shape,
            Matrix("model.embed_tokens.weight", shape.VocabularySize, shape.HiddenSize, seed, 1f),
            Norm("model.norm.weight", shape.HiddenSize, seed),
            tied ? null : Matrix("lm_head.weight", shape.VocabularySize, shape.HiddenSize, seed),
            [.. Enumerable.Range(0, shape.Layers).Select(Layer)]);

        LlamaLayerWeights Layer(int index)
        {
            var prefix = $"model.layers.{index}.";
            return new LlamaLayerWeights(
                Norm(prefix + "input_layernorm.weight", shape.HiddenSize, seed),
                Matrix(prefix + "self_attn.q_proj.weight", width, shape.HiddenSize, seed),
                Matrix(prefix + "self_attn.k_proj.weight", keyWidth, shape.HiddenSize, seed),
                Matrix(prefix + "self_attn.v_proj.weight", keyWidth, shape.HiddenSize, seed),
                Matrix(prefix + "self_attn.o_proj.weight", shape.HiddenSize, width, seed),
                Norm(prefix + "post_attention_layernorm.weight", shape.HiddenSize, seed),
                Matrix(prefix + "mlp.gate_proj.weight", shape.FeedForwardSize, shape.HiddenSize, seed),
                Matrix(prefix + "mlp.up_proj.weight", shape.FeedForwardSize, shape.HiddenSize, seed),
                Matrix(prefix + "mlp.down_proj.weight", shape.HiddenSize, shape.FeedForwardSize, seed));
        }
    }

    public static EagleWeights Eagle(LlamaShape shape, int draftVocabulary, int seed)
    {
        var (hidden, width, keyWidth) = (shape.HiddenSize, shape.Heads * shape.HeadDimension, shape.KeyValueHeads * shape.HeadDimension);
        return new EagleWeights(
            shape,
            Matrix("embed_tokens.weight", shape.VocabularySize, hidden, seed, 1f),
            Matrix("fc.weight", hidden, 3 * hidden, seed),
            Norm("midlayer.hidden_norm.weight", hidden, seed),
            new LlamaLayerWeights(
                Norm("midlayer.input_layernorm.weight", hidden, seed),
                Matrix("midlayer.self_attn.q_proj.weight", width, 2 * hidden, seed),
                Matrix("midlayer.self_attn.k_proj.weight", keyWidth, 2 * hidden, seed),
                Matrix("midlayer.self_attn.v_proj.weight", keyWidth, 2 * hidden, seed),
                Matrix("midlayer.self_attn.o_proj.weight", hidden, width, seed),
                Norm("midlayer.post_attention_layernorm.weight", hidden, seed),
                Matrix("midlayer.mlp.gate_proj.weight", shape.FeedForwardSize, hidden, seed),
                Matrix("midlayer.mlp.up_proj.weight", shape.FeedForwardSize, hidden, seed),
                Matrix("midlayer.mlp.down_proj.weight", hidden, shape.FeedForwardSize, seed)),
            Norm("norm.weight", hidden, seed),
            Matrix("lm_head.weight", draftVocabulary, hidden, seed));
    }

    public static BertWeights Bert(BertShape shape, int seed)
    {
        return new BertWeights(
            shape,
            Matrix("embeddings.word_embeddings.weight", shape.VocabularySize, shape.HiddenSize, seed, 1f),
            Matrix("embeddings.position_embeddings.weight", shape.Positions, shape.HiddenSize, seed, 0.3f),
            shape.TokenTypes == 0 ? null : Matrix("embeddings.token_type_embeddings.weight", shape.TokenTypes, shape.HiddenSize, seed, 0.3f),
            LayerNorm("embeddings.LayerNorm"),
            [.. Enumerable.Range(0, shape.Layers).Select(Layer)]);

        BertLayerWeights Layer(int index)
        {
            var prefix = $"encoder.layer.{index}.";
            return new BertLayerWeights(
                Affine(prefix + "attention.self.query", shape.HiddenSize, shape.HiddenSize),
                Affine(prefix + "attention.self.key", shape.HiddenSize, shape.HiddenSize),
                Affine(prefix + "attention.self.value", shape.HiddenSize, shape.HiddenSize),
                Affine(prefix + "attention.output.dense", shape.HiddenSize, shape.HiddenSize),
                LayerNorm(prefix + "attention.output.LayerNorm"),
                Affine(prefix + "intermediate.dense", shape.FeedForwardSize, shape.HiddenSize),
                Affine(prefix + "output.dense", shape.HiddenSize, shape.FeedForwardSize),
                LayerNorm(prefix + "output.LayerNorm"));
        }

        AffineWeights Affine(string name, int rows, int columns) =>
            new(Matrix(name + ".weight", rows, columns, seed), Matrix(name + ".bias", 1, rows, seed, 0.1f));

        AffineWeights LayerNorm(string name) =>
            new(Norm(name + ".weight", shape.HiddenSize, seed), Matrix(name + ".bias", 1, shape.HiddenSize, seed, 0.1f));
    }

    /// <summary>Values of zero mean and, by default, a standard deviation that keeps the variance of a product's output near one.</summary>
    public static ArrayMatrix Matrix(string name, int rows, int columns, int seed, float? deviation = null)
    {
        var scale = (deviation ?? 1f / MathF.Sqrt(columns)) * MathF.Sqrt(6f);
        var values = new float[rows * columns];
        var state = SeedOf(name, seed);
        foreach (ref var value in values.AsSpan())
            value = (Next(ref state) + Next(ref state) - 1f) * scale;
        return new ArrayMatrix(name, rows, columns, values);
    }

    private static ArrayMatrix Norm(string name, int columns, int seed)
    {
        var values = new float[columns];
        var state = SeedOf(name, seed);
        foreach (ref var value in values.AsSpan())
            value = 0.75f + 0.5f * Next(ref state);
        return new ArrayMatrix(name, 1, columns, values);
    }

    // FNV-1a, so that a tensor's values depend on its name and the seed alone, not on the order of writing.
    private static ulong SeedOf(string name, int seed)
    {
        var hash = 14695981039346656037UL ^ (uint)seed;
        foreach (var letter in name)
            hash = (hash ^ letter) * 1099511628211UL;
        return hash | 1;
    }

    private static float Next(ref ulong state)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (state >> 40) * (1f / (1 << 24));
    }
}
