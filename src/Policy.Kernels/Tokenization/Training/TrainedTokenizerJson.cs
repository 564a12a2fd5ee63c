using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OptPolicy.Kernels.Tokenization.PreTokenization;

namespace OptPolicy.Kernels.Tokenization.Training;

/// <summary>Writes trained vocabularies in the layout of Hugging Face's <c>tokenizer.json</c>, version 1.0.</summary>
internal static class TrainedTokenizerJson
{
    public const string Continuation = "##";

    private const string MetaspaceText = "\u2581";

    public static byte[] ByteLevel(TokenizerTraining training, List<string> symbols, List<(string Left, string Right)> merges) => Write(
        training,
        normalizer: null,
        new JsonObject
        {
            ["type"] = "Sequence",
            ["pretokenizers"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "Split",
                    ["pattern"] = new JsonObject { ["Regex"] = KnownPatterns.QwenText },
                    ["behavior"] = "Isolated",
                    ["invert"] = false,
                },
                ByteLevelPart()),
        },
        ByteLevelPart(),
        Model("BPE", symbols, merges, unknown: null, byteFallback: false));

    public static byte[] ByteFallback(TokenizerTraining training, List<string> symbols, List<(string Left, string Right)> merges) => Write(
        training,
        new JsonObject
        {
            ["type"] = "Sequence",
            ["normalizers"] = new JsonArray(
                new JsonObject { ["type"] = "Prepend", ["prepend"] = MetaspaceText },
                new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { ["String"] = " " }, ["content"] = MetaspaceText }),
        },
        preTokenizer: null,
        new JsonObject
        {
            ["type"] = "Sequence",
            ["decoders"] = new JsonArray(
                new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { ["String"] = MetaspaceText }, ["content"] = " " },
                new JsonObject { ["type"] = "ByteFallback" },
                new JsonObject { ["type"] = "Fuse" },
                new JsonObject { ["type"] = "Strip", ["content"] = " ", ["start"] = 1, ["stop"] = 0 }),
        },
        Model("BPE", symbols, merges, training.UnknownToken, byteFallback: true));

    public static byte[] WordPiece(TokenizerTraining training, List<string> symbols) => Write(
        training,
        new JsonObject
        {
            ["type"] = "BertNormalizer",
            ["clean_text"] = true,
            ["handle_chinese_chars"] = true,
            ["strip_accents"] = null,
            ["lowercase"] = training.Lowercase,
        },
        new JsonObject { ["type"] = "BertPreTokenizer" },
        new JsonObject { ["type"] = "WordPiece", ["prefix"] = Continuation, ["cleanup"] = true },
        new JsonObject
        {
            ["type"] = "WordPiece",
            ["unk_token"] = training.UnknownToken,
            ["continuing_subword_prefix"] = Continuation,
            ["max_input_chars_per_word"] = 100,
            ["vocab"] = Entries(symbols),
        });

    private static JsonObject ByteLevelPart() => new()
    {
        ["type"] = "ByteLevel",
        ["add_prefix_space"] = false,
        ["trim_offsets"] = true,
        ["use_regex"] = false,
    };

    private static JsonObject Model(string type, List<string> symbols, List<(string Left, string Right)> merges, string? unknown, bool byteFallback) => new()
    {
        ["type"] = type,
        ["dropout"] = null,
        ["unk_token"] = unknown,
        ["continuing_subword_prefix"] = null,
        ["end_of_word_suffix"] = null,
        ["fuse_unk"] = unknown is not null,
        ["byte_fallback"] = byteFallback,
        ["ignore_merges"] = false,
        ["vocab"] = Entries(symbols),
        ["merges"] = new JsonArray([.. merges.Select(merge => (JsonNode)new JsonArray(merge.Left, merge.Right))]),
    };

    private static JsonObject Entries(List<string> symbols) =>
        new(symbols.Select((symbol, id) => KeyValuePair.Create(symbol, (JsonNode?)id)));

    private static byte[] Write(TokenizerTraining training, JsonObject? normalizer, JsonObject? preTokenizer, JsonObject decoder, JsonObject model)
    {
        var file = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. training.SpecialTokens.Concat(training.Phrases).Select((content, id) => (JsonNode)new JsonObject
            {
                ["id"] = id,
                ["content"] = content,
                ["single_word"] = false,
                ["lstrip"] = false,
                ["rstrip"] = false,
                ["normalized"] = false,
                ["special"] = id < training.SpecialTokens.Count,
            })]),
            ["normalizer"] = normalizer,
            ["pre_tokenizer"] = preTokenizer,
            ["post_processor"] = PostProcessor(training),
            ["decoder"] = decoder,
            ["model"] = model,
        };
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, options))
            file.WriteTo(writer);
        return stream.ToArray();
    }

    private static JsonObject? PostProcessor(TokenizerTraining training)
    {
        if (training.BeginToken is null && training.EndToken is null)
            return null;
        var single = new JsonArray(Sequence("A", 0));
        var pair = new JsonArray(Sequence("A", 0), Sequence("B", 1));
        var special = new JsonObject();
        if (training.BeginToken is { } begin)
        {
            single.Insert(0, Special(begin, 0));
            pair.Insert(0, Special(begin, 0));
            special[begin] = Definition(training, begin);
        }

        if (training.EndToken is { } end)
        {
            single.Add(Special(end, 0));
            pair.Add(Special(end, 1));
            special[end] = Definition(training, end);
        }

        return new JsonObject { ["type"] = "TemplateProcessing", ["single"] = single, ["pair"] = pair, ["special_tokens"] = special };
    }

    private static JsonNode Sequence(string name, int type) => new JsonObject { ["Sequence"] = new JsonObject { ["id"] = name, ["type_id"] = type } };

    private static JsonNode Special(string token, int type) => new JsonObject { ["SpecialToken"] = new JsonObject { ["id"] = token, ["type_id"] = type } };

    private static JsonObject Definition(TokenizerTraining training, string token)
    {
        var id = training.SpecialTokens.Index().First(entry => entry.Item == token).Index;
        return new JsonObject { ["id"] = token, ["ids"] = new JsonArray(id), ["tokens"] = new JsonArray(token) };
    }
}
