using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Tests.Tokenization;

/// <summary>Tokenizers of a few entries, written where a test needs to see every id.</summary>
internal static class TinyTokenizers
{
    public static Tokenizer Parse(JsonNode file) => TokenizerFile.Parse(Encoding.UTF8.GetBytes(file.ToJsonString()));

    public static JsonObject Words(string[] words, object? parts = null, params object[] addedTokens)
    {
        var file = new JsonObject
        {
            ["added_tokens"] = JsonSerializer.SerializeToNode(addedTokens),
            ["pre_tokenizer"] = new JsonObject { ["type"] = "WhitespaceSplit" },
            ["model"] = new JsonObject
            {
                ["type"] = "WordLevel",
                ["unk_token"] = words[0],
                ["vocab"] = new JsonObject(words.Select((word, id) => KeyValuePair.Create(word, (JsonNode?)id))),
            },
        };
        if (parts is not null)
            foreach (var (name, part) in JsonSerializer.SerializeToNode(parts)!.AsObject().ToArray())
                file[name] = part?.DeepClone();
        return file;
    }

    /// <summary>Byte-level BPE over the bytes and the given merges.</summary>
    public static JsonObject ByteLevel(string[] merges, params object[] addedTokens)
    {
        var vocabulary = new JsonObject();
        foreach (var value in Enumerable.Range(0, 256))
            vocabulary[Kernels.Tokenization.Text.ByteAlphabet.CharacterOf((byte)value).ToString()] = vocabulary.Count;
        foreach (var merge in merges)
            vocabulary[merge.Replace(" ", "", StringComparison.Ordinal)] = vocabulary.Count;
        return new JsonObject
        {
            ["added_tokens"] = JsonSerializer.SerializeToNode(addedTokens),
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false },
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel" },
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = JsonSerializer.SerializeToNode(merges) },
        };
    }
}
