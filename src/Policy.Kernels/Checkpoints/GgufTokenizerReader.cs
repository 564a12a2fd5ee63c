using System.Text.Json;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Checkpoints;

/// <summary>Reads a model folder's tokenizer in the form in which GGUF keeps one.</summary>
public static class GgufTokenizerReader
{
    private const int NormalKind = 1;
    private const int ControlKind = 3;
    private const int UserKind = 4;
    private const int UnusedKind = 5;

    /// <summary>Reads <c>tokenizer.json</c> and <c>tokenizer_config.json</c>.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="vocabularySize">Rows of the model's embedding; ids without a token get placeholders, which llama.cpp needs.</param>
    /// <exception cref="LocalModelException">The tokenizer is not byte-level BPE, or splits text in a way that llama.cpp has no name for.</exception>
    public static GgufTokenizer Read(string folder, int vocabularySize)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(document.RootElement, path, JsonFile.ReadIfPresent(Path.Combine(folder, "tokenizer_config.json")), Template(folder), vocabularySize);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException($"'{path}' cannot be read as a tokenizer: {error.Message}", error);
        }
    }

    private static GgufTokenizer Read(JsonElement root, string path, JsonFile? config, string? template, int vocabularySize)
    {
        var model = root.GetProperty("model");
        if (model.GetProperty("type").GetString() != "BPE" || (model.TryGetProperty("byte_fallback", out var fallback) && fallback.ValueKind is JsonValueKind.True))
            throw new LocalModelException($"'{path}' is not a byte-level BPE tokenizer; only such a one can be written to GGUF.");

        var tokens = Enumerable.Range(0, vocabularySize).Select(static id => $"[PAD{id}]").ToArray();
        var kinds = Enumerable.Repeat(UnusedKind, vocabularySize).ToArray();
        foreach (var entry in model.GetProperty("vocab").EnumerateObject())
            Set(entry.Value.GetInt32(), entry.Name, NormalKind);
        foreach (var added in root.GetProperty("added_tokens").EnumerateArray())
            Set(added.GetProperty("id").GetInt32(), added.GetProperty("content").GetString()!, added.GetProperty("special").GetBoolean() ? ControlKind : UserKind);

        return new GgufTokenizer
        {
            Model = "gpt2",
            PreTokenizer = PreTokenizer(root.GetProperty("pre_tokenizer"), path),
            Tokens = tokens,
            Kinds = kinds,
            Merges = [.. model.GetProperty("merges").EnumerateArray().Select(Merge)],
            BeginToken = Find(config, "bos_token", tokens),
            EndToken = Find(config, "eos_token", tokens),
            UnknownToken = Find(config, "unk_token", tokens),
            AddsBeginToken = config?.Flag("add_bos_token") is true,
            ChatTemplate = template ?? config?.Text("chat_template"),
        };

        void Set(int id, string token, int kind)
        {
            if (id < 0 || id >= vocabularySize)
                throw new LocalModelException($"'{path}' gives '{token}' the id {id}, but the model has {vocabularySize} tokens. The tokenizer belongs to another model.");
            (tokens[id], kinds[id]) = (token, kind);
        }
    }

    private static string Merge(JsonElement merge) =>
        merge.ValueKind is JsonValueKind.Array ? $"{merge[0].GetString()} {merge[1].GetString()}" : merge.GetString()!;

    // llama.cpp knows ways to split text by name, not by pattern.
    private static string PreTokenizer(JsonElement split, string path)
    {
        var parts = split.TryGetProperty("pretokenizers", out var sequence) ? [.. sequence.EnumerateArray()] : new[] { split };
        var types = string.Join('+', parts.Select(static part => part.GetProperty("type").GetString()));
        var pattern = parts[0].TryGetProperty("pattern", out var given) && given.TryGetProperty("Regex", out var regex) ? regex.GetString() : null;
        return (types, pattern) switch
        {
            ("ByteLevel", _) => "gpt-2",
            ("Digits+ByteLevel", _) => "smollm",
            ("Split+ByteLevel", BytePairPatterns.Llama3) => "llama-bpe",
            ("Split+ByteLevel", BytePairPatterns.Qwen2) => "qwen2",
            _ => throw new LocalModelException($"'{path}' splits text in a way that llama.cpp has no name for ({types})."),
        };
    }

    private static int? Find(JsonFile? config, string name, string[] tokens)
    {
        var token = config?.Text(name) ?? config?.Object(name)?.Text("content");
        return token is not null && Array.IndexOf(tokens, token) is >= 0 and var id ? id : null;
    }

    private static string? Template(string folder)
    {
        var path = Path.Combine(folder, "chat_template.jinja");
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }
}
