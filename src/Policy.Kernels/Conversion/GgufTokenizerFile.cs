using System.Text.Json;
using System.Text.Json.Nodes;
using OptPolicy.Kernels.Checkpoints;

namespace OptPolicy.Kernels.Conversion;

/// <summary>Writes the tokenizer of a GGUF file as <c>tokenizer.json</c> and <c>tokenizer_config.json</c>.</summary>
internal static class GgufTokenizerFile
{
    private const int UnknownKind = 2;
    private const int ControlKind = 3;
    private const int UserKind = 4;

    private static readonly JsonWriterOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the files, unless the tokenizer's kind is one that cannot be expressed.</summary>
    public static bool TryWrite(GgufTokenizer tokenizer, string folder)
    {
        if (Parts(tokenizer) is not { } parts)
            return false;

        var root = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = AddedTokens(tokenizer),
            ["normalizer"] = parts.Normalizer,
            ["pre_tokenizer"] = parts.PreTokenizer,
            ["post_processor"] = PostProcessor(tokenizer),
            ["decoder"] = parts.Decoder,
            ["model"] = Model(tokenizer),
        };
        Save(root, Path.Combine(folder, "tokenizer.json"));
        Save(Configuration(tokenizer), Path.Combine(folder, "tokenizer_config.json"));
        return true;
    }

    private static (JsonNode? Normalizer, JsonNode? PreTokenizer, JsonNode? Decoder)? Parts(GgufTokenizer tokenizer) => (tokenizer.Model, tokenizer.PreTokenizer) switch
    {
        ("llama", _) when tokenizer.Scores.Count > 0 => SentencePiece(tokenizer.AddsSpacePrefix),
        ("gpt2", "gpt-2" or "gpt2") => ByteLevel("""{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}"""),
        ("gpt2", "llama-bpe" or "llama3" or "llama-v3") => ByteLevel(Split(BytePairPatterns.Llama3)),
        ("gpt2", "qwen2") => ByteLevel(Split(BytePairPatterns.Qwen2)),
        ("gpt2", "smollm" or "starcoder" or "refact" or "command-r") => ByteLevel(
            """{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}]}"""),
        _ => null,
    };

    private static (JsonNode?, JsonNode?, JsonNode?) ByteLevel(string preTokenizer) =>
        (null, JsonNode.Parse(preTokenizer), JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}"""));

    private static string Split(string pattern) =>
        $$$"""{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":{{{JsonValue.Create(pattern).ToJsonString()}}}},"behavior":"Isolated","invert":false},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]}""";

    private static (JsonNode?, JsonNode?, JsonNode?) SentencePiece(bool addsSpacePrefix)
    {
        var prefix = addsSpacePrefix ? """{"type":"Prepend","prepend":"▁"},""" : "";
        var strip = addsSpacePrefix ? """,{"type":"Strip","content":" ","start":1,"stop":0}""" : "";
        return (
            JsonNode.Parse($$$"""{"type":"Sequence","normalizers":[{{{prefix}}}{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}"""),
            null,
            JsonNode.Parse($$$"""{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"}{{{strip}}}]}"""));
    }

    private static JsonArray AddedTokens(GgufTokenizer tokenizer)
    {
        var added = new JsonArray();
        for (var id = 0; id < tokenizer.Tokens.Count; id++)
        {
            if (tokenizer.Kinds[id] is not (UnknownKind or ControlKind or UserKind))
                continue;
            added.Add((JsonNode)new JsonObject
            {
                ["id"] = id,
                ["content"] = tokenizer.Tokens[id],
                ["single_word"] = false,
                ["lstrip"] = false,
                ["rstrip"] = false,
                ["normalized"] = false,
                ["special"] = tokenizer.Kinds[id] is not UserKind,
            });
        }

        return added;
    }

    private static JsonNode? PostProcessor(GgufTokenizer tokenizer)
    {
        if (!tokenizer.AddsBeginToken || Token(tokenizer, tokenizer.BeginToken) is not { } begin)
            return null;
        var name = JsonValue.Create(begin).ToJsonString();
        return JsonNode.Parse(
            $$$"""
            {"type":"TemplateProcessing",
             "single":[{"SpecialToken":{"id":{{{name}}},"type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
             "pair":[{"SpecialToken":{"id":{{{name}}},"type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
             "special_tokens":{{{{name}}}:{"id":{{{name}}},"ids":[{{{tokenizer.BeginToken}}}],"tokens":[{{{name}}}] } } }
            """);
    }

    private static JsonObject Model(GgufTokenizer tokenizer)
    {
        var vocabulary = new JsonObject();
        for (var id = 0; id < tokenizer.Tokens.Count; id++)
            vocabulary[tokenizer.Tokens[id]] = id;
        var isSentencePiece = tokenizer.Model == "llama";
        var merges = isSentencePiece ? SentencePieceMerges.Of(tokenizer) : tokenizer.Merges;
        return new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = isSentencePiece ? Token(tokenizer, tokenizer.UnknownToken) : null,
            ["continuing_subword_prefix"] = null,
            ["end_of_word_suffix"] = null,
            ["fuse_unk"] = isSentencePiece,
            ["byte_fallback"] = isSentencePiece,
            ["ignore_merges"] = tokenizer.PreTokenizer is "llama-bpe" or "llama3" or "llama-v3",
            ["vocab"] = vocabulary,
            ["merges"] = new JsonArray([.. merges.Select(static merge => (JsonNode)merge)]),
        };
    }

    private static JsonObject Configuration(GgufTokenizer tokenizer)
    {
        var configuration = new JsonObject { ["add_bos_token"] = tokenizer.AddsBeginToken };
        if (Token(tokenizer, tokenizer.BeginToken) is { } begin)
            configuration["bos_token"] = begin;
        if (Token(tokenizer, tokenizer.EndToken) is { } end)
            configuration["eos_token"] = end;
        if (Token(tokenizer, tokenizer.UnknownToken) is { } unknown)
            configuration["unk_token"] = unknown;
        if (tokenizer.ChatTemplate is { } template)
            configuration["chat_template"] = template;
        return configuration;
    }

    private static string? Token(GgufTokenizer tokenizer, int? id) => id is { } known && known >= 0 && known < tokenizer.Tokens.Count ? tokenizer.Tokens[known] : null;

    private static void Save(JsonNode node, string path)
    {
        using var file = File.Create(path);
        using var writer = new Utf8JsonWriter(file, Readable);
        node.WriteTo(writer);
    }
}
