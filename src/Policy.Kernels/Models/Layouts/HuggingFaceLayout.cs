using OptPolicy.Kernels.Checkpoints;
using OptPolicy.Kernels.Onnx;

namespace OptPolicy.Kernels.Models.Layouts;

/// <summary>Folders as Optimum and transformers.js export them: config.json beside model.onnx, or beside a folder <c>onnx</c>.</summary>
internal static class HuggingFaceLayout
{
    public const string ConfigFileName = "config.json";

    private static readonly string[] GraphNames =
        ["model.onnx", "onnx/model.onnx", "decoder_model_merged.onnx", "onnx/decoder_model_merged.onnx", "decoder_with_past_model.onnx", "onnx/decoder_with_past_model.onnx"];

    private static readonly CacheNames Cache = new("past_key_values.{0}.key", "past_key_values.{0}.value", "present.{0}.key", "present.{0}.value");

    /// <summary>The folder's graph; <see langword="null"/> if it has none.</summary>
    public static string? FindGraph(string folder) => GraphNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <exception cref="LocalModelException">The configuration is incomplete or belongs to another graph, or the graph is not supported.</exception>
    public static DecoderFolder OpenDecoder(string folder, string path)
    {
        var config = JsonFile.Read(Path.Combine(folder, ConfigFileName));
        if (config.Flag("is_encoder_decoder") is true)
            throw new LocalModelException($"The model of '{config.Path}' is an encoder with a decoder; only decoder-only text models are supported.");
        var info = OnnxModelInfo.Read(path);
        var graph = new ForeignGraph(info, Cache);
        var generation = JsonFile.ReadIfPresent(Path.Combine(folder, "generation_config.json"));

        // GPT-2 and its kin use older names.
        var hidden = Either(config, "hidden_size", "n_embd");
        var heads = Either(config, "num_attention_heads", "n_head");
        var spec = new DecoderSpec
        {
            Architecture = config.Text("model_type") ?? HuggingFaceLlama.Architecture(config),
            Layers = Either(config, "num_hidden_layers", "n_layer"),
            KeyValueHeads = graph.KeyValueHeads ?? config.Integer("num_key_value_heads") ?? heads,
            HeadDimension = graph.HeadDimension ?? config.Integer("head_dim") ?? hidden / heads,
            HiddenSize = hidden,
            VocabularySize = config.Count("vocab_size"),
            ContextTokens = Either(config, "max_position_embeddings", "n_positions"),
            EndTokens = generation?.Integers("eos_token_id") is { Count: > 0 } ends ? ends : config.Integers("eos_token_id"),
            BeginToken = config.Integer("bos_token_id"),
            QuantizesActivationsPerTensor = graph.QuantizesActivationsPerTensor,
            Bindings = graph.Bind(null, null),
        };
        graph.Check(spec);
        return new DecoderFolder(folder, path, spec);
    }

    /// <summary>Opens a text encoder.</summary>
    /// <exception cref="LocalModelException">The graph is not one of an encoder, or its pooling is not supported.</exception>
    public static EncoderFolder OpenEncoder(string folder, string path)
    {
        var config = JsonFile.Read(Path.Combine(folder, ConfigFileName));
        var info = OnnxModelInfo.Read(path);
        var pooled = Find(info.Outputs, "sentence_embedding");
        var output = pooled ?? Find(info.Outputs, "last_hidden_state", "token_embeddings")
            ?? throw new LocalModelException($"'{path}' gives {string.Join(", ", info.Outputs.Keys.Take(4))}; a text encoder gives sentence_embedding or last_hidden_state.");
        var positions = config.Count("max_position_embeddings");
        return new EncoderFolder(folder, path, new EncoderSpec
        {
            Architecture = config.Text("model_type") ?? "unknown",
            Dimensions = info.Outputs[output].Size(pooled is null ? 2 : 1) ?? config.Count("hidden_size"),
            VocabularySize = config.Count("vocab_size"),
            MaxTokens = Math.Min(positions, SentenceTransformers.MaxTokens(folder) ?? positions),
            InputIds = Find(info.Inputs, "input_ids") ?? throw new LocalModelException($"'{path}' has no input 'input_ids'."),
            AttentionMask = Find(info.Inputs, "attention_mask"),
            TokenTypeIds = Find(info.Inputs, "token_type_ids"),
            Output = output,
            Pooling = pooled is not null ? EncoderPooling.InGraph : SentenceTransformers.Pooling(folder) ?? EncoderPooling.Mean,
        });
    }

    private static string? Find(IReadOnlyDictionary<string, OnnxValue> values, params string[] names) => Array.Find(names, values.ContainsKey);

    private static int Either(JsonFile config, string name, string older) => config.Has(name) || !config.Has(older) ? config.Count(name) : config.Count(older);
}
