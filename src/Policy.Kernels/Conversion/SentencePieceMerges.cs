using OptPolicy.Kernels.Checkpoints;

namespace OptPolicy.Kernels.Conversion;

/// <summary>
/// The merges that a SentencePiece BPE vocabulary implies: every way to split a token into two tokens, those of higher score first
/// (transformers, convert_slow_tokenizer.py: generate_merges).
/// </summary>
internal static class SentencePieceMerges
{
    private const int NormalKind = 1;

    public static IReadOnlyList<string> Of(GgufTokenizer tokenizer)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < tokenizer.Tokens.Count; id++)
            ids.TryAdd(tokenizer.Tokens[id], id);
        var lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();

        var merges = new List<(int Left, int Right, float Score)>();
        for (var id = 0; id < tokenizer.Tokens.Count; id++)
        {
            if (tokenizer.Kinds[id] != NormalKind)
                continue;
            var token = tokenizer.Tokens[id];
            for (var cut = 1; cut < token.Length; cut++)
            {
                if (lookup.TryGetValue(token.AsSpan(0, cut), out var left) && lookup.TryGetValue(token.AsSpan(cut), out var right))
                    merges.Add((left, right, tokenizer.Scores[id]));
            }
        }

        return [.. merges.OrderByDescending(static m => m.Score).ThenBy(static m => m.Left).ThenBy(static m => m.Right)
            .Select(m => $"{tokenizer.Tokens[m.Left]} {tokenizer.Tokens[m.Right]}")];
    }
}
