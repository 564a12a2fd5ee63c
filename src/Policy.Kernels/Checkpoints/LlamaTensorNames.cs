using System.Globalization;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Checkpoints;

/// <summary>What a file format calls the tensors of a Llama-architecture decoder. <c>{0}</c> stands for the layer.</summary>
internal sealed record LlamaTensorNames
{
    public static readonly LlamaTensorNames HuggingFace = new()
    {
        Embedding = "model.embed_tokens.weight",
        FinalNorm = "model.norm.weight",
        Head = "lm_head.weight",
        AttentionNorm = "model.layers.{0}.input_layernorm.weight",
        Query = "model.layers.{0}.self_attn.q_proj.weight",
        Key = "model.layers.{0}.self_attn.k_proj.weight",
        Value = "model.layers.{0}.self_attn.v_proj.weight",
        Output = "model.layers.{0}.self_attn.o_proj.weight",
        FeedForwardNorm = "model.layers.{0}.post_attention_layernorm.weight",
        Gate = "model.layers.{0}.mlp.gate_proj.weight",
        Up = "model.layers.{0}.mlp.up_proj.weight",
        Down = "model.layers.{0}.mlp.down_proj.weight",
    };

    public static readonly LlamaTensorNames Gguf = new()
    {
        Embedding = "token_embd.weight",
        FinalNorm = "output_norm.weight",
        Head = "output.weight",
        AttentionNorm = "blk.{0}.attn_norm.weight",
        Query = "blk.{0}.attn_q.weight",
        Key = "blk.{0}.attn_k.weight",
        Value = "blk.{0}.attn_v.weight",
        Output = "blk.{0}.attn_output.weight",
        FeedForwardNorm = "blk.{0}.ffn_norm.weight",
        Gate = "blk.{0}.ffn_gate.weight",
        Up = "blk.{0}.ffn_up.weight",
        Down = "blk.{0}.ffn_down.weight",
    };

    public required string Embedding { get; init; }

    public required string FinalNorm { get; init; }

    public required string Head { get; init; }

    public required string AttentionNorm { get; init; }

    public required string Query { get; init; }

    public required string Key { get; init; }

    public required string Value { get; init; }

    public required string Output { get; init; }

    public required string FeedForwardNorm { get; init; }

    public required string Gate { get; init; }

    public required string Up { get; init; }

    public required string Down { get; init; }

    /// <summary>A name of a layer's tensor.</summary>
    public static string Of(string name, int layer) => string.Format(CultureInfo.InvariantCulture, name, layer);

    /// <summary>Finds the weights of a decoder of this shape, checking every tensor's presence, shape and type.</summary>
    /// <exception cref="Models.LocalModelException">A tensor is missing or is not what the shape needs.</exception>
    public LlamaWeights Bind(Checkpoint checkpoint, LlamaShape shape, bool tied)
    {
        var queryRows = shape.Heads * shape.HeadDimension;
        var keyRows = shape.KeyValueHeads * shape.HeadDimension;
        return new LlamaWeights(
            shape,
            checkpoint.Matrix(Embedding, shape.VocabularySize, shape.HiddenSize),
            checkpoint.Matrix(FinalNorm, 1, shape.HiddenSize),
            tied ? null : checkpoint.Matrix(Head, shape.VocabularySize, shape.HiddenSize),
            [.. Enumerable.Range(0, shape.Layers).Select(layer => new LlamaLayerWeights(
                checkpoint.Matrix(Of(AttentionNorm, layer), 1, shape.HiddenSize),
                checkpoint.Matrix(Of(Query, layer), queryRows, shape.HiddenSize),
                checkpoint.Matrix(Of(Key, layer), keyRows, shape.HiddenSize),
                checkpoint.Matrix(Of(Value, layer), keyRows, shape.HiddenSize),
                checkpoint.Matrix(Of(Output, layer), shape.HiddenSize, queryRows),
                checkpoint.Matrix(Of(FeedForwardNorm, layer), 1, shape.HiddenSize),
                checkpoint.Matrix(Of(Gate, layer), shape.FeedForwardSize, shape.HiddenSize),
                checkpoint.Matrix(Of(Up, layer), shape.FeedForwardSize, shape.HiddenSize),
                checkpoint.Matrix(Of(Down, layer), shape.HiddenSize, shape.FeedForwardSize)))]);
    }

    /// <summary>The weights with these names, in the order in which files hold them.</summary>
    public IEnumerable<(string Name, WeightMatrix Values)> Name(LlamaWeights weights)
    {
        yield return (Embedding, weights.Embedding);
        for (var layer = 0; layer < weights.Layers.Count; layer++)
        {
            var parts = weights.Layers[layer];
            yield return (Of(AttentionNorm, layer), parts.AttentionNorm);
            yield return (Of(Query, layer), parts.Query);
            yield return (Of(Key, layer), parts.Key);
            yield return (Of(Value, layer), parts.Value);
            yield return (Of(Output, layer), parts.Output);
            yield return (Of(FeedForwardNorm, layer), parts.FeedForwardNorm);
            yield return (Of(Gate, layer), parts.Gate);
            yield return (Of(Up, layer), parts.Up);
            yield return (Of(Down, layer), parts.Down);
        }

        yield return (FinalNorm, weights.FinalNorm);
        if (weights.Head is { } head)
            yield return (Head, head);
    }
}
