using System.Buffers;
using OptPolicy.Kernels.Tokenization.Subwords;
using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.AddedTokens;

/// <summary>Finds added tokens in text: leftmost first, the longest of those. Immutable and thread-safe.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly List<AddedToken> _tokens = [];
    private readonly PrefixTree _tree = new();
    private readonly SearchValues<char> _firsts;

    /// <param name="tokens">The tokens and how each is spelled in the text that will be searched.</param>
    public AddedTokenMatcher(IEnumerable<(AddedToken Token, string Spelling)> tokens)
    {
        var firsts = new HashSet<char>();
        foreach (var (token, spelling) in tokens)
        {
            if (spelling.Length == 0)
                continue;
            _tree.Add(spelling, _tokens.Count);
            _tokens.Add(token);
            firsts.Add(spelling[0]);
        }

        _firsts = SearchValues.Create([.. firsts]);
    }

    /// <summary>
    /// The next token at or after <paramref name="from"/>, with the white space it swallows, or <see langword="null"/>.
    /// </summary>
    /// <param name="text">The whole text, so that a token can see the characters around it.</param>
    /// <param name="from">Where to look; moved behind the match.</param>
    /// <param name="floor">Where the text not yet taken begins: no token reaches before it.</param>
    /// <param name="start">First character of the match.</param>
    /// <param name="end">One past its last character.</param>
    public AddedToken? Next(ReadOnlySpan<char> text, ref int from, int floor, out int start, out int end)
    {
        while (from < text.Length && text[from..].IndexOfAny(_firsts) is >= 0 and var skip)
        {
            start = from + skip;
            if (Longest(text, start, out end) is not { } token)
            {
                from = start + 1;
                continue;
            }

            from = end;
            if (token.IsSingleWord && (TouchesWordBefore(text, start) || TouchesWordAfter(text, end)))
                continue;
            if (token.StripsLeft)
                start = Math.Max(floor, text[..start].TrimEnd().Length);
            if (token.StripsRight)
                end = text.Length - text[end..].TrimStart().Length;
            return token;
        }

        start = end = text.Length;
        return null;
    }

    private AddedToken? Longest(ReadOnlySpan<char> text, int start, out int end)
    {
        AddedToken? best = null;
        end = start;
        var state = PrefixTree.Root;
        for (var at = start; at < text.Length && _tree.TryStep(ref state, text[at], out var value); at++)
            if (value >= 0)
                (best, end) = (_tokens[value], at + 1);
        return best;
    }

    private static bool TouchesWordBefore(ReadOnlySpan<char> text, int start) => start > 0 && CodePoints.IsWord(CodePoints.Before(text, start));

    private static bool TouchesWordAfter(ReadOnlySpan<char> text, int end) => end < text.Length && CodePoints.IsWord(CodePoints.At(text, end));
}
