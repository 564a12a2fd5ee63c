using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OptPolicy.Compression.Models;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Compression.Checkpoints;

/// <summary>Hugging Face's <c>config.json</c> of a BERT encoder, and what Sentence Transformers wants beside it.</summary>
internal static class BertConfigFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(string path, BertConfig config)
    {
        var shape = config.Shape;
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(config.Classifies ? "BertForSequenceClassification" : "BertModel"),
            ["model_type"] = "bert",
            ["vocab_size"] = shape.VocabularySize,
            ["hidden_size"] = shape.HiddenSize,
            ["num_hidden_layers"] = shape.Layers,
            ["num_attention_heads"] = shape.Heads,
            ["intermediate_size"] = shape.FeedForwardSize,
            ["max_position_embeddings"] = shape.Positions,
            ["type_vocab_size"] = shape.TokenTypes,
            ["layer_norm_eps"] = shape.NormEpsilon,
            ["hidden_act"] = "gelu",
            ["hidden_dropout_prob"] = config.Dropout,
            ["attention_probs_dropout_prob"] = config.Dropout,
            ["pad_token_id"] = config.PaddingToken,
            ["torch_dtype"] = "float32",
        };
        if (config.Classifies)
        {
            json["id2label"] = new JsonObject(config.Labels.Select((label, id) => KeyValuePair.Create(id.ToString(CultureInfo.InvariantCulture), (JsonNode?)label)));
            json["label2id"] = new JsonObject(config.Labels.Select((label, id) => KeyValuePair.Create(label, (JsonNode?)id)));
        }

        WriteJson(path, json);
    }

    /// <summary>The files that say: the mean of the tokens, scaled to length 1.</summary>
    public static void WriteSentenceTransformers(string folder, BertConfig config)
    {
        Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
        WriteJson(Path.Combine(folder, "1_Pooling", "config.json"), new JsonObject
        {
            ["word_embedding_dimension"] = config.Shape.HiddenSize,
            ["pooling_mode_cls_token"] = false,
            ["pooling_mode_mean_tokens"] = true,
        });
        WriteJson(Path.Combine(folder, "sentence_bert_config.json"), new JsonObject { ["max_seq_length"] = config.Shape.Positions, ["do_lower_case"] = false });
        WriteJson(Path.Combine(folder, "modules.json"), new JsonArray(Module(0, "", "Transformer"), Module(1, "1_Pooling", "Pooling"), Module(2, "2_Normalize", "Normalize")));

        static JsonObject Module(int index, string path, string type) => new()
        {
            ["idx"] = index,
            ["name"] = index.ToString(CultureInfo.InvariantCulture),
            ["path"] = path,
            ["type"] = $"sentence_transformers.models.{type}",
        };
    }

    public static BertConfig Read(string path)
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

    private static BertConfig Read(JsonObject json, string path)
    {
        if (json["model_type"]?.GetValue<string>() is not "bert" and var other)
            throw new LocalModelException($"{path}: the model type is '{other}'; only 'bert' can be trained as an encoder");

        int Number(string name) => json[name]?.GetValue<int>() ?? throw new LocalModelException($"{path}: '{name}' is missing");
        var hasHead = json["architectures"]?.AsArray().Any(a => a!.GetValue<string>() == "BertForSequenceClassification") is true;
        return new BertConfig
        {
            Shape = new BertShape
            {
                VocabularySize = Number("vocab_size"),
                HiddenSize = Number("hidden_size"),
                Layers = Number("num_hidden_layers"),
                Heads = Number("num_attention_heads"),
                FeedForwardSize = Number("intermediate_size"),
                Positions = Number("max_position_embeddings"),
                TokenTypes = json["type_vocab_size"]?.GetValue<int>() ?? 2,
                NormEpsilon = json["layer_norm_eps"]?.GetValue<float>() ?? 1e-12f,
            },
            Labels = hasHead && json["id2label"] is JsonObject names
                ? [.. names.OrderBy(n => int.Parse(n.Key, CultureInfo.InvariantCulture)).Select(n => n.Value!.GetValue<string>())]
                : [],
            PaddingToken = json["pad_token_id"]?.GetValue<int>() ?? 0,
            Dropout = json["hidden_dropout_prob"]?.GetValue<double>() ?? 0.1,
        };
    }

    private static void WriteJson(string path, JsonNode json) => File.WriteAllText(path, json.ToJsonString(Indented) + "\n");
}
