using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Embedding;

/// <summary>
/// Token ids of a text, or of two texts in one row (<c>[CLS] a [SEP] b [SEP]</c>), cut off at a model's limit. Immutable and thread-safe.
/// </summary>
public sealed class TextPairTokens
{
    private readonly Tokenizer _tokenizer;
    private readonly TextTokens _single;

    /// <summary>Creates an encoder of texts.</summary>
    /// <param name="tokenizer">Its post-processor says which special tokens stand before and behind a text.</param>
    /// <param name="limit">Most tokens of a row, special tokens included.</param>
    public TextPairTokens(Tokenizer tokenizer, int limit)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        _tokenizer = tokenizer;
        _single = new TextTokens(tokenizer, limit);
    }

    /// <summary>Most tokens of a row, special tokens included.</summary>
    public int Limit => _single.Limit;

    /// <summary>The row of one text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Its ids; <c>SecondStart</c> is their number, since there is no second text.</returns>
    public (long[] Ids, int SecondStart) Encode(string text)
    {
        var (ids, _) = _single.Encode(text);
        return (ids, ids.Length);
    }

    /// <summary>The row of two texts. When they are too long together, the longer one loses its end first.</summary>
    /// <param name="first">The first text.</param>
    /// <param name="second">The second text.</param>
    /// <returns>The ids, and where the second text begins: tokens from there on have type 1.</returns>
    public (long[] Ids, int SecondStart) Encode(string first, string second)
    {
        List<int> a = [], b = [];
        _tokenizer.Encode(first, a);
        _tokenizer.Encode(second, b);
        var before = _single.Before;
        var after = _single.After;
        var room = Math.Max(0, Limit - before.Length - 2 * after.Length);
        while (a.Count + b.Count > room)
        {
            var longer = a.Count > b.Count ? a : b;
            longer.RemoveAt(longer.Count - 1);
        }

        int[] start = [.. before, .. a, .. after];
        return (Array.ConvertAll<int, long>([.. start, .. b, .. after], id => id), start.Length);
    }
}
