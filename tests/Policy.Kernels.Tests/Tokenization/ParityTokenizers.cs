using System.Text.Json;
using System.Text.Json.Nodes;
using OptPolicy.Kernels.Tokenization.Training;

namespace OptPolicy.Kernels.Tests.Tokenization;

/// <summary>
/// Small tokenizers of every kind, trained on the texts they are then compared on, so that each has merges, gaps and bytes to fall
/// back to. The file is what the reference reads too.
/// </summary>
internal static class ParityTokenizers
{
    private const string Metaspace = """{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}""";
    private const string ByteLevel = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}""";

    // A character map as SentencePiece compiles it, of a dozen entries: ﬁ ① Ａ Å (twice) nbsp zwsp é … ｶﾞ ア ideographic space.
    private static readonly string CharacterMap = File.ReadAllText(Path.Combine(ParityTests.Folder, "charsmap.txt")).Trim();

    public static IReadOnlyDictionary<string, JsonNode> Build(IReadOnlyList<string> texts)
    {
        var byteLevel = Read(TokenizerTrainer.TrainByteLevel(texts, new TokenizerTraining
        {
            VocabularySize = 700,
            SpecialTokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
            BeginToken = "<|endoftext|>",
        }));
        var byteFallback = Read(TokenizerTrainer.TrainByteFallback(texts, new TokenizerTraining
        {
            VocabularySize = 800,
            AlphabetLimit = 120,
            SpecialTokens = ["<unk>", "<s>", "</s>"],
            UnknownToken = "<unk>",
            BeginToken = "<s>",
        }));
        var wordPiece = Read(TokenizerTrainer.TrainWordPiece(texts, new TokenizerTraining
        {
            VocabularySize = 900,
            AlphabetLimit = 300,
            SpecialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
            BeginToken = "[CLS]",
            EndToken = "[SEP]",
        }));
        var kinds = new Dictionary<string, JsonNode>(StringComparer.Ordinal)
        {
            ["byte-level"] = byteLevel,
            ["byte-level, GPT-2 split, prefix space, lower case"] = With(byteLevel,
                ("normalizer", """{"type":"Lowercase"}"""),
                ("pre_tokenizer", """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}"""),
                ("post_processor", """{"type":"RobertaProcessing","sep":["</s>",2],"cls":["<s>",1],"trim_offsets":true,"add_prefix_space":false}""")),
            ["byte-level, Llama 3 split, NFC"] = With(byteLevel,
                ("normalizer", """{"type":"NFC"}"""),
                ("pre_tokenizer", Sequence(Split(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+", "Isolated"), ByteLevel))),
            ["byte-level, o200k split, possessive"] = With(byteLevel,
                ("pre_tokenizer", Sequence(Split(@"[^\r\n\p{L}\p{N}]?+[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[\p{L}&&[^\p{Han}]]++|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n/]*+|\s++$|\s+(?!\S)|\s", "Isolated"), ByteLevel))),
            ["byte-level, digits and punctuation, accents stripped"] = With(byteLevel,
                ("normalizer", """{"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"StripAccents"},{"type":"Strip","strip_left":true,"strip_right":true}]}"""),
                ("pre_tokenizer", Sequence("""{"type":"Digits","individual_digits":true}""", """{"type":"Punctuation","behavior":"Contiguous"}""", """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}"""))),
            ["byte-level, words, NFKC"] = With(byteLevel,
                ("normalizer", """{"type":"NFKC"}"""), ("pre_tokenizer", Sequence("""{"type":"Whitespace"}""", ByteLevel))),
            ["byte-level, added tokens"] = With(byteLevel,
                ("normalizer", """{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Lowercase"}]}"""), ("added_tokens", AddedTokens(byteLevel))),
            ["byte-fallback"] = byteFallback,
            ["WordPiece"] = wordPiece,
            ["WordPiece, cased"] = With(wordPiece,
                ("normalizer", """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":false,"strip_accents":false,"lowercase":false}"""),
                ("post_processor", """{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]}""")),
            ["WordPiece, no decoder"] = With(wordPiece, ("normalizer", "null"), ("pre_tokenizer", """{"type":"WhitespaceSplit"}"""), ("decoder", "null")),
            ["Unigram"] = Unigram(byteFallback, byteFallbackModel: false,
                ("normalizer", """{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}]}"""),
                ("pre_tokenizer", Metaspace), ("decoder", Metaspace)),
            ["Unigram, compiled character map"] = Unigram(byteFallback, byteFallbackModel: false,
                ("normalizer", $$"""{"type":"Precompiled","precompiled_charsmap":"{{CharacterMap}}"}"""), ("pre_tokenizer", Metaspace), ("decoder", Metaspace)),
            ["Unigram, byte fallback"] = Unigram(byteFallback, byteFallbackModel: true,
                ("normalizer", """{"type":"NFD"}"""), ("pre_tokenizer", Metaspace),
                ("decoder", """{"type":"Sequence","decoders":[{"type":"ByteFallback"},{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}]}""")),
        };
        foreach (var behavior in (string[])["Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous"])
            foreach (var invert in (bool[])[false, true])
                kinds[$"byte-level, split {behavior}{(invert ? " inverted" : "")}"] = With(byteLevel, ("pre_tokenizer", Sequence(Split("[aeiou ]", behavior, invert), ByteLevel)));
        return kinds;
    }

    private static JsonNode Read(byte[] json) => JsonNode.Parse(json)!;

    private static JsonNode With(JsonNode file, params ReadOnlySpan<(string Name, string Json)> parts)
    {
        var copy = file.DeepClone();
        foreach (var (name, json) in parts)
            copy[name] = JsonNode.Parse(json);
        return copy;
    }

    private static string Sequence(params string[] steps) => $$"""{"type":"Sequence","pretokenizers":[{{string.Join(',', steps)}}]}""";

    private static string Split(string regex, string behavior, bool invert = false) =>
        $$"""{"type":"Split","pattern":{"Regex":{{JsonSerializer.Serialize(regex)}}},"behavior":"{{behavior}}","invert":{{(invert ? "true" : "false")}}}""";

    /// <summary>The entries of a byte-fallback vocabulary with made-up probabilities.</summary>
    private static JsonNode Unigram(JsonNode source, bool byteFallbackModel, params ReadOnlySpan<(string Name, string Json)> parts)
    {
        var entries = source["model"]!["vocab"]!.AsObject().OrderBy(entry => entry.Value!.GetValue<int>())
            .Select((entry, id) => (JsonNode)new JsonArray(entry.Key, id < 3 ? 0 : -Math.Round(Math.Log(id + 2) - (entry.Key.Length * 0.7), 3)));
        var copy = With(source, parts);
        copy["model"] = new JsonObject { ["type"] = "Unigram", ["unk_id"] = 0, ["vocab"] = new JsonArray([.. entries]), ["byte_fallback"] = byteFallbackModel };
        return copy;
    }

    private static string AddedTokens(JsonNode file)
    {
        var tokens = file["added_tokens"]!.DeepClone().AsArray();
        var vocabulary = file["model"]!["vocab"]!.AsObject();
        var next = vocabulary.Count;
        Add("x <s>", special: true, lstrip: false, rstrip: false, singleWord: false, normalized: false);
        Add("<mask>", special: true, lstrip: true, rstrip: false, singleWord: false, normalized: false);
        Add("<s>", special: true, lstrip: true, rstrip: true, singleWord: false, normalized: false);
        Add("CAFÉ", special: false, lstrip: false, rstrip: true, singleWord: false, normalized: true);
        Add("don't", special: false, lstrip: true, rstrip: true, singleWord: true, normalized: false);
        Add("    ", special: false, lstrip: false, rstrip: false, singleWord: false, normalized: false);
        Add("abab", special: false, lstrip: false, rstrip: false, singleWord: false, normalized: true);
        Add("ababab", special: false, lstrip: false, rstrip: false, singleWord: false, normalized: true);
        Add("able", special: false, lstrip: false, rstrip: false, singleWord: true, normalized: true);
        return tokens.ToJsonString();

        void Add(string content, bool special, bool lstrip, bool rstrip, bool singleWord, bool normalized) => tokens.Add((JsonNode)new JsonObject
        {
            ["id"] = vocabulary[content]?.GetValue<int>() ?? next++,
            ["content"] = content,
            ["single_word"] = singleWord,
            ["lstrip"] = lstrip,
            ["rstrip"] = rstrip,
            ["normalized"] = normalized,
            ["special"] = special,
        });
    }
}
