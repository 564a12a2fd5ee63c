using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Weights;
using OptPolicy.Kernels.Weights.Safetensors;

namespace OptPolicy.Kernels.Checkpoints;

/// <summary>Opens Llama-architecture checkpoints in Hugging Face's layout: config.json beside safetensors.</summary>
public static class HuggingFaceLlama
{
    private static readonly string[] Supported = ["LlamaForCausalLM", "MistralForCausalLM"];

    /// <summary>Opens a checkpoint folder.</summary>
    /// <exception cref="LocalModelException">The architecture or one of its traits is not supported, or a tensor is missing or wrong.</exception>
    public static LlamaSource Open(string folder)
    {
        var config = JsonFile.Read(Path.Combine(folder, "config.json"));
        CheckTraits(config);
        var shape = Shape(config);
        var files = SafetensorsReader.Open(folder);
        try
        {
            // Some exports keep a copy of a tied head, and some leave out the flag when there is no head.
            var tied = config.Flag("tie_word_embeddings") ?? !files.Tensors.ContainsKey(LlamaTensorNames.HuggingFace.Head);
            var generation = JsonFile.ReadIfPresent(Path.Combine(folder, "generation_config.json"));
            var ends = generation?.Integers("eos_token_id") is { Count: > 0 } given ? given : config.Integers("eos_token_id");
            return new LlamaSource(LlamaTensorNames.HuggingFace.Bind(files, shape, tied), config.Integer("bos_token_id"), ends, files);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>The folder's architecture, as <c>config.json</c> names it.</summary>
    internal static string Architecture(JsonFile config) => config.Texts("architectures") is [var name, ..] ? name : config.Text("model_type") ?? "unknown";

    private static void CheckTraits(JsonFile config)
    {
        var architecture = Architecture(config);
        if (!Supported.Contains(architecture) && config.Text("model_type") is not "llama")
            throw Unsupported(config, $"is of architecture '{architecture}'; {string.Join(" and ", Supported)} can be converted. Open an ONNX export of the model instead");
        if (config.Has("num_local_experts") || config.Has("num_experts"))
            throw Unsupported(config, "is a mixture of experts, which is not supported. Open an ONNX export of the model instead");
        if (config.Has("quantization_config"))
            throw Unsupported(config, "is already quantised in a format that is not read. Use the original checkpoint");
        if (config.Flag("attention_bias") is true || config.Flag("mlp_bias") is true)
            throw Unsupported(config, "has biases in its products, which are not supported");
        if ((config.Text("hidden_act") ?? "silu") is not ("silu" or "swish"))
            throw Unsupported(config, $"uses the activation '{config.Text("hidden_act")}'; only silu is supported");
        if (config.Integer("sliding_window") is { } window && window < (config.Integer("max_position_embeddings") ?? int.MaxValue))
            throw Unsupported(config, "uses sliding-window attention, which is not supported");
    }

    internal static LlamaShape Shape(JsonFile config)
    {
        var hidden = config.Count("hidden_size");
        var heads = config.Count("num_attention_heads");
        var keyHeads = config.Integer("num_key_value_heads") ?? heads;
        var headDimension = config.Integer("head_dim") ?? hidden / heads;
        if (keyHeads <= 0 || heads % keyHeads != 0)
            throw Unsupported(config, $"has {heads} query heads and {keyHeads} key heads, which do not divide");
        if (headDimension <= 0 || headDimension % LlamaShape.HeadDimensionMultiple != 0)
            throw Unsupported(config, $"has heads of width {headDimension}; multiples of {LlamaShape.HeadDimensionMultiple} are supported");

        // transformers 5 moved theta into rope_parameters.
        var rotary = config.Object("rope_scaling") ?? config.Object("rope_parameters");
        var theta = config.OptionalNumber("rope_theta") ?? rotary?.OptionalNumber("rope_theta") ?? 10000f;
        return new LlamaShape
        {
            VocabularySize = config.Count("vocab_size"),
            HiddenSize = hidden,
            Layers = config.Count("num_hidden_layers"),
            Heads = heads,
            KeyValueHeads = keyHeads,
            HeadDimension = headDimension,
            FeedForwardSize = config.Count("intermediate_size"),
            ContextTokens = config.Count("max_position_embeddings"),
            RopeTheta = theta,
            RmsEpsilon = config.OptionalNumber("rms_norm_eps") ?? 1e-6f,
            RopeDivisors = RotaryScaling.Divisors(config, rotary, headDimension, theta),
        };
    }

    private static LocalModelException Unsupported(JsonFile config, string what) => new($"The model of '{config.Path}' {what}.");
}
