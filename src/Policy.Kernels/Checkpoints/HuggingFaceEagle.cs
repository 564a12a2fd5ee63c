using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Weights;
using OptPolicy.Kernels.Weights.Safetensors;

namespace OptPolicy.Kernels.Checkpoints;

/// <summary>Opens EAGLE-3 draft heads in the layout of the reference implementation: config.json beside safetensors.</summary>
public static class HuggingFaceEagle
{
    private const string TokenMap = "d2t";
    private const string Embedding = "embed_tokens.weight";

    // The reference implementation's name of the layer, and that of SpecForge and vLLM.
    private static readonly string[] LayerNames = ["midlayer.", "layers.0."];

    /// <summary>Opens a head's folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="target">The weights of the model that it drafts for: a head that holds no embedding uses the target's.</param>
    /// <exception cref="LocalModelException">The head belongs to another target, or a tensor is missing or wrong.</exception>
    public static EagleSource Open(string folder, LlamaWeights target)
    {
        var config = JsonFile.Read(Path.Combine(folder, "config.json"));
        var shape = HuggingFaceLlama.Shape(config) with { Layers = 1, ContextTokens = target.Shape.ContextTokens };
        if (shape.HiddenSize != target.Shape.HiddenSize || shape.VocabularySize != target.Shape.VocabularySize)
            throw new LocalModelException($"The head of '{config.Path}' has width {shape.HiddenSize} and {shape.VocabularySize} tokens, its target {target.Shape.HiddenSize} and {target.Shape.VocabularySize}. It was trained for another model.");

        var files = SafetensorsReader.Open(folder);
        try
        {
            var drafts = config.Integer("draft_vocab_size") ?? shape.VocabularySize;
            return new EagleSource(Bind(files, shape, target, drafts), Tokens(files, drafts, shape.VocabularySize), files);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Whether a configuration is of a draft head.</summary>
    internal static bool Recognizes(JsonFile config) => HuggingFaceLlama.Architecture(config).Contains("Eagle", StringComparison.Ordinal);

    private static EagleWeights Bind(Checkpoint files, LlamaShape shape, LlamaWeights target, int drafts)
    {
        var (hidden, width, keyWidth) = (shape.HiddenSize, shape.Heads * shape.HeadDimension, shape.KeyValueHeads * shape.HeadDimension);
        var prefix = LayerNames.FirstOrDefault(name => files.Tensors.ContainsKey(name + "hidden_norm.weight"), LayerNames[0]);
        WeightMatrix Of(string name, int rows, int columns) => files.Matrix($"{prefix}{name}.weight", rows, columns);
        return new EagleWeights(
            shape,
            files.Tensors.ContainsKey(Embedding) ? files.Matrix(Embedding, shape.VocabularySize, hidden) : target.Embedding,
            files.Matrix("fc.weight", hidden, EagleFeatures.States * hidden),
            Of("hidden_norm", 1, hidden),
            new LlamaLayerWeights(
                Of("input_layernorm", 1, hidden),
                Of("self_attn.q_proj", width, 2 * hidden),
                Of("self_attn.k_proj", keyWidth, 2 * hidden),
                Of("self_attn.v_proj", keyWidth, 2 * hidden),
                Of("self_attn.o_proj", hidden, width),
                Of("post_attention_layernorm", 1, hidden),
                Of("mlp.gate_proj", shape.FeedForwardSize, hidden),
                Of("mlp.up_proj", shape.FeedForwardSize, hidden),
                Of("mlp.down_proj", hidden, shape.FeedForwardSize)),
            files.Matrix("norm.weight", 1, hidden),
            files.Matrix("lm_head.weight", drafts, hidden));
    }

    // d2t holds, for each draft token, the distance to the target's token.
    private static int[] Tokens(Checkpoint files, int drafts, int vocabulary)
    {
        if (!files.Tensors.TryGetValue(TokenMap, out var map))
        {
            return drafts == vocabulary ? [] : throw new LocalModelException($"'{files.Path}' drafts {drafts} of {vocabulary} tokens but has no tensor '{TokenMap}' that says which.");
        }

        var distances = map.ReadIntegers(drafts);
        var tokens = distances.Select((distance, token) => token + distance).ToArray();
        return Array.TrueForAll(tokens, token => token >= 0 && token < vocabulary)
            ? Array.ConvertAll(tokens, static token => (int)token)
            : throw new LocalModelException($"'{TokenMap}' in '{files.Path}' points beyond the target's {vocabulary} tokens.");
    }
}
