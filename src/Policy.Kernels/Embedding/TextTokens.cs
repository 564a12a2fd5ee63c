using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Embedding;

/// <summary>Token ids of texts, between the special tokens that the model was trained with, cut off at its limit. Immutable and thread-safe.</summary>
internal sealed class TextTokens
{
    private readonly Tokenizer _tokenizer;
    private readonly int[] _before;
    private readonly int[] _after;

    public TextTokens(Tokenizer tokenizer, int limit)
    {
        _tokenizer = tokenizer;
        Limit = limit;

        // Special tokens must survive cutting off, so it is known which come before a text and which after it.
        var bare = tokenizer.Encode("a");
        var whole = tokenizer.Encode("a", addSpecialTokens: true);
        var start = whole.AsSpan().IndexOf(bare);
        _before = bare.Length == 0 || start < 0 ? [] : whole[..start];
        _after = bare.Length == 0 || start < 0 ? [] : whole[(start + bare.Length)..];
    }

    /// <summary>The special tokens that stand before a text.</summary>
    public ReadOnlySpan<int> Before => _before;

    /// <summary>The special tokens that stand behind a text.</summary>
    public ReadOnlySpan<int> After => _after;

    /// <summary>Most tokens of a text, special tokens included.</summary>
    public int Limit { get; }

    /// <returns>The ids, and whether the text was cut off.</returns>
    public (long[] Ids, bool IsCut) Encode(string text)
    {
        var tokens = new List<int>();
        _tokenizer.Encode(text, tokens);
        var room = Math.Max(0, Limit - _before.Length - _after.Length);
        var kept = Math.Min(tokens.Count, room);

        // A graph cannot run on no token at all.
        var ids = new long[Math.Max(1, _before.Length + kept + _after.Length)];
        var next = 0;
        foreach (var id in _before)
            ids[next++] = id;
        for (var i = 0; i < kept; i++)
            ids[next++] = tokens[i];
        foreach (var id in _after)
            ids[next++] = id;
        return (ids, kept < tokens.Count);
    }
}
