using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Constraints;

/// <summary>
/// The bytes of every token as a prefix tree in depth-first order, so that one pass finds the tokens that a grammar allows and skips what shares a forbidden start.
/// Immutable and thread-safe; made once per tokenizer, about 20 bytes per byte of the vocabulary.
/// </summary>
public sealed class TokenVocabulary
{
    private readonly byte[] _bytes;
    private readonly int[] _depths;
    private readonly int[] _ends;
    private readonly int[] _firstTokens;
    private readonly int[] _tokens;

    /// <summary>Reads the tokens' bytes.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="endTokens">Tokens that end an answer: allowed exactly when an answer is complete.</param>
    public TokenVocabulary(Tokenizer tokenizer, IReadOnlyList<int> endTokens)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(endTokens);
        Tokenizer = tokenizer;
        EndTokens = [.. endTokens];

        var single = SingleBytes(tokenizer);
        var writesAnyText = Enumerable.Range(0x80, 0x75).All(value => single.Contains((byte)value));
        var sorted = Enumerable.Range(0, tokenizer.VocabularySize).Where(id => IsUsable(id, writesAnyText)).ToArray();
        Array.Sort(sorted, (x, y) => tokenizer.BytesOf(x).SequenceCompareTo(tokenizer.BytesOf(y)) is var order and not 0 ? order : x.CompareTo(y));

        var tree = new TokenTreeBuilder();
        foreach (var id in sorted)
            tree.Add(tokenizer.BytesOf(id));
        tree.Finish();
        (_bytes, _depths, _ends, _firstTokens, _tokens) = (tree.Bytes, tree.Depths, tree.Ends, tree.FirstTokens, sorted);
        LongestToken = _depths.Length == 0 ? 0 : _depths.Max() + 1;
        Missing = [.. Enumerable.Range(0x20, 0x5F).Select(static value => (byte)value).Where(value => !single.Contains(value))];
    }

    /// <summary>The tokenizer whose tokens these are.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Tokens that end an answer.</summary>
    public IReadOnlyList<int> EndTokens { get; }

    /// <summary>Length of the longest token, in bytes.</summary>
    public int LongestToken { get; }

    /// <summary>Printable ASCII characters that no token writes alone: a grammar might get stuck before one.</summary>
    internal IReadOnlyList<byte> Missing { get; }

    /// <summary>Sets the bit of every token that can follow <paramref name="state"/>.</summary>
    internal void Mark(GrammarState state, Span<ulong> allowed)
    {
        var path = new GrammarState[LongestToken + 1];
        path[0] = state;
        for (var node = 0; node < _bytes.Length;)
        {
            var depth = _depths[node];
            var next = path[depth].Next(_bytes[node]);
            if (next.IsDead)
            {
                node = _ends[node];
                continue;
            }

            path[depth + 1] = next;
            for (var i = _firstTokens[node]; i < _firstTokens[node + 1]; i++)
                allowed[_tokens[i] >> 6] |= 1UL << (_tokens[i] & 63);
            node++;
        }
    }

    /// <summary>Whether some token starts with <paramref name="text"/> and goes on with a byte that may follow <paramref name="state"/>.</summary>
    internal bool HasLonger(ReadOnlySpan<byte> text, GrammarState state)
    {
        var first = 0;
        var end = _bytes.Length;
        foreach (var value in text)
        {
            var child = Child(first, end, value);
            if (child < 0)
                return false;
            (first, end) = (child + 1, _ends[child]);
        }

        for (var child = first; child < end; child = _ends[child])
        {
            if (!state.Next(_bytes[child]).IsDead)
                return true;
        }

        return false;
    }

    private static HashSet<byte> SingleBytes(Tokenizer tokenizer)
    {
        var single = new HashSet<byte>();
        for (var id = 0; id < tokenizer.VocabularySize; id++)
        {
            if (tokenizer.BytesOf(id) is [var value])
                single.Add(value);
        }

        return single;
    }

    private int Child(int first, int end, byte value)
    {
        for (var child = first; child < end; child = _ends[child])
        {
            if (_bytes[child] == value)
                return child;
        }

        return -1;
    }

    // Without a token for each byte of UTF-8, half a character might have no other half.
    private bool IsUsable(int id, bool writesAnyText)
    {
        var bytes = Tokenizer.BytesOf(id);
        return !bytes.IsEmpty && !Tokenizer.IsSpecial(id) && !EndTokens.Contains(id) && (writesAnyText || System.Text.Unicode.Utf8.IsValid(bytes));
    }
}
