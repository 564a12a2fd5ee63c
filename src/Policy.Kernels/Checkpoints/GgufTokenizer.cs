using System.Globalization;
using OptPolicy.Kernels.Weights.Gguf;

namespace OptPolicy.Kernels.Checkpoints;

/// <summary>A tokenizer as GGUF's metadata describes it. Immutable.</summary>
public sealed record GgufTokenizer
{
    /// <summary><c>gpt2</c> (byte-level BPE with merges) or <c>llama</c> (SentencePiece with scores).</summary>
    public required string Model { get; init; }

    /// <summary>Name of the pre-tokenizer.</summary>
    public string PreTokenizer { get; init; } = "default";

    /// <summary>The tokens in the order of their ids.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>Kinds of the tokens: 1 normal, 2 unknown, 3 control, 4 user-defined, 6 byte.</summary>
    public required IReadOnlyList<int> Kinds { get; init; }

    /// <summary>Scores of the tokens (SentencePiece); empty for BPE.</summary>
    public IReadOnlyList<float> Scores { get; init; } = [];

    /// <summary>Merges in the order of their ranks, as <c>left right</c>; empty for SentencePiece.</summary>
    public IReadOnlyList<string> Merges { get; init; } = [];

    /// <summary>The token that begins a sequence.</summary>
    public int? BeginToken { get; init; }

    /// <summary>The token that ends a sequence.</summary>
    public int? EndToken { get; init; }

    /// <summary>The token of what cannot be encoded.</summary>
    public int? UnknownToken { get; init; }

    /// <summary>Whether every encoded text begins with <see cref="BeginToken"/>.</summary>
    public bool AddsBeginToken { get; init; }

    /// <summary>Whether SentencePiece puts a space before every text.</summary>
    public bool AddsSpacePrefix { get; init; } = true;

    /// <summary>The chat template, in Jinja.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>The tokenizer in a file's metadata; <see langword="null"/> if it has none.</summary>
    public static GgufTokenizer? Read(GgufFile file)
    {
        if (file.Value<string>("tokenizer.ggml.model") is not { } model || file.Value<string[]>("tokenizer.ggml.tokens") is not { } tokens)
            return null;
        return new GgufTokenizer
        {
            Model = model,
            PreTokenizer = file.Value<string>("tokenizer.ggml.pre") ?? "default",
            Tokens = tokens,
            Kinds = file.Value<int[]>("tokenizer.ggml.token_type") is { } kinds && kinds.Length == tokens.Length ? kinds : [.. Enumerable.Repeat(1, tokens.Length)],
            Scores = file.Value<float[]>("tokenizer.ggml.scores") is { } scores && scores.Length == tokens.Length ? scores : [],
            Merges = file.Value<string[]>("tokenizer.ggml.merges") ?? [],
            BeginToken = file.Integer("tokenizer.ggml.bos_token_id"),
            EndToken = file.Integer("tokenizer.ggml.eos_token_id"),
            UnknownToken = file.Integer("tokenizer.ggml.unknown_token_id"),
            AddsBeginToken = file.Metadata.TryGetValue("tokenizer.ggml.add_bos_token", out var adds) ? adds is true : model == "llama",
            AddsSpacePrefix = !file.Metadata.TryGetValue("tokenizer.ggml.add_space_prefix", out var spaces) || spaces is true,
            ChatTemplate = file.Value<string>("tokenizer.chat_template"),
        };
    }

    /// <summary>A vocabulary of bytes and numbered words, for weights that never see text; llama.cpp needs some tokenizer to load a file.</summary>
    public static GgufTokenizer Placeholder(int vocabularySize)
    {
        var tokens = Enumerable.Range(0, vocabularySize).Select(static id => id switch
        {
            0 => "<unk>",
            1 => "<s>",
            2 => "</s>",
            < 259 => string.Create(CultureInfo.InvariantCulture, $"<0x{id - 3:X2}>"),
            _ => string.Create(CultureInfo.InvariantCulture, $"w{id}"),
        });
        return new GgufTokenizer
        {
            Model = "llama",
            Tokens = [.. tokens],
            Kinds = [.. Enumerable.Range(0, vocabularySize).Select(static id => id switch { 0 => 2, < 3 => 3, < 259 => 6, _ => 1 })],
            Scores = [.. Enumerable.Range(0, vocabularySize).Select(static id => -(float)id)],
            BeginToken = 1,
            EndToken = 2,
            UnknownToken = 0,
        };
    }

    internal IEnumerable<KeyValuePair<string, object>> ToMetadata()
    {
        yield return new("tokenizer.ggml.model", Model);
        yield return new("tokenizer.ggml.pre", PreTokenizer);
        yield return new("tokenizer.ggml.tokens", Tokens.ToArray());
        yield return new("tokenizer.ggml.token_type", Kinds.ToArray());
        if (Scores.Count > 0)
            yield return new("tokenizer.ggml.scores", Scores.ToArray());
        if (Merges.Count > 0)
            yield return new("tokenizer.ggml.merges", Merges.ToArray());
        if (BeginToken is { } begin)
            yield return new("tokenizer.ggml.bos_token_id", (uint)begin);
        if (EndToken is { } end)
            yield return new("tokenizer.ggml.eos_token_id", (uint)end);
        if (UnknownToken is { } unknown)
            yield return new("tokenizer.ggml.unknown_token_id", (uint)unknown);
        yield return new("tokenizer.ggml.add_bos_token", AddsBeginToken);
        yield return new("tokenizer.ggml.add_space_prefix", AddsSpacePrefix);
        if (ChatTemplate is { } template)
            yield return new("tokenizer.chat_template", template);
    }
}
