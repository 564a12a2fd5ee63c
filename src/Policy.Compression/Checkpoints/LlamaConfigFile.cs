using System.Text.Json;
using System.Text.Json.Nodes;
using OptPolicy.Compression.Models;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Compression.Checkpoints;

/// <summary>Hugging Face's <c>config.json</c> of a Llama model.</summary>
internal static class LlamaConfigFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(string path, LlamaConfig config) => File.WriteAllText(path, Json(config).ToJsonString(Indented) + "\n");

    /// <summary>The config of an EAGLE-3 head, with the fields of the reference implementation and of the runtimes that load it.</summary>
    public static void WriteHead(string path, LlamaConfig target)
    {
        var json = Json(target);
        json["architectures"] = new JsonArray("LlamaForCausalLMEagle3");
        json["num_hidden_layers"] = 1;
        json["draft_vocab_size"] = target.Shape.VocabularySize;
        json["tie_word_embeddings"] = false;
        json["eagle_aux_hidden_state_layer_ids"] = new JsonArray([.. LlamaModel.FeatureLayers(target.Shape.Layers).Select(l => (JsonNode)l)]);
        File.WriteAllText(path, json.ToJsonString(Indented) + "\n");
    }

    private static JsonObject Json(LlamaConfig config)
    {
        var shape = config.Shape;
        return new JsonObject
        {
            ["architectures"] = new JsonArray("LlamaForCausalLM"),
            ["model_type"] = "llama",
            ["vocab_size"] = shape.VocabularySize,
            ["hidden_size"] = shape.HiddenSize,
            ["intermediate_size"] = shape.FeedForwardSize,
            ["num_hidden_layers"] = shape.Layers,
            ["num_attention_heads"] = shape.Heads,
            ["num_key_value_heads"] = shape.KeyValueHeads,
            ["head_dim"] = shape.HeadDimension,
            ["max_position_embeddings"] = shape.ContextTokens,
            ["rope_theta"] = shape.RopeTheta,
            ["rms_norm_eps"] = shape.RmsEpsilon,
            ["hidden_act"] = "silu",
            ["attention_bias"] = false,
            ["mlp_bias"] = false,
            ["tie_word_embeddings"] = config.TiesEmbeddings,
            ["torch_dtype"] = "float32",
            ["bos_token_id"] = config.BeginToken is { } begin ? JsonValue.Create(begin) : null,
            ["eos_token_id"] = config.EndTokens switch
            {
                [] => null,
                [var single] => JsonValue.Create(single),
                var several => new JsonArray([.. several.Select(t => (JsonNode)t)]),
            },
        };
    }

    public static LlamaConfig Read(string path)
    {
        try
        {
            return Read(JsonNode.Parse(File.ReadAllText(path))!.AsObject(), path);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or IOException)
        {
            throw new LocalModelException($"{path} cannot be read as a model's config.json: {error.Message}", error);
        }
    }

    private static LlamaConfig Read(JsonObject json, string path)
    {
        if (json["model_type"]?.GetValue<string>() is not "llama" and var other)
            throw new LocalModelException($"{path}: the model type is '{other}'; only 'llama' can be trained");

        int Number(string name) => json[name]?.GetValue<int>() ?? throw new LocalModelException($"{path}: '{name}' is missing");
        var (hidden, heads) = (Number("hidden_size"), Number("num_attention_heads"));
        return new LlamaConfig
        {
            Shape = new LlamaShape
            {
                VocabularySize = Number("vocab_size"),
                HiddenSize = hidden,
                Layers = Number("num_hidden_layers"),
                Heads = heads,
                KeyValueHeads = json["num_key_value_heads"]?.GetValue<int>() ?? heads,
                HeadDimension = json["head_dim"]?.GetValue<int>() ?? hidden / heads,
                FeedForwardSize = Number("intermediate_size"),
                ContextTokens = Number("max_position_embeddings"),
                RopeTheta = json["rope_theta"]?.GetValue<float>() ?? 10_000,
                RmsEpsilon = json["rms_norm_eps"]?.GetValue<float>() ?? 1e-5f,
            },
            TiesEmbeddings = json["tie_word_embeddings"]?.GetValue<bool>() ?? false,
            BeginToken = json["bos_token_id"]?.GetValue<int>(),
            EndTokens = json["eos_token_id"] switch
            {
                null => [],
                JsonArray several => [.. several.Select(t => t!.GetValue<int>())],
                var single => [single.GetValue<int>()],
            },
        };
    }
}
