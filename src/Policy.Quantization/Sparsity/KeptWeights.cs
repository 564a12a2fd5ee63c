namespace OptPolicy.Quantization.Sparsity;

/// <summary>Marks the weights with the largest scores; the earlier of equals stays.</summary>
internal static class KeptWeights
{
    /// <summary>Marks <paramref name="count"/> of all.</summary>
    public static void Largest(ReadOnlySpan<float> scores, Span<bool> kept, int count)
    {
        kept.Clear();
        if (count <= 0)
            return;
        var sorted = scores.ToArray();
        Array.Sort(sorted);
        var threshold = sorted[Math.Max(0, sorted.Length - count)];
        var ties = count;
        foreach (var score in scores)
            ties -= score > threshold ? 1 : 0;
        for (var i = 0; i < scores.Length; i++)
            kept[i] = scores[i] > threshold || (scores[i] == threshold && ties-- > 0);
    }

    /// <summary>Marks those that a pattern keeps; what is behind its last whole repetition stays.</summary>
    public static void Pattern(ReadOnlySpan<float> scores, Span<bool> kept, SparsityPattern pattern)
    {
        var whole = scores.Length / pattern.Length * pattern.Length;
        for (var start = 0; start < whole; start += pattern.Length)
            Best(scores.Slice(start, pattern.Length), kept.Slice(start, pattern.Length), pattern.Keep);
        kept[whole..].Fill(true);
    }

    private static void Best(ReadOnlySpan<float> scores, Span<bool> kept, int count)
    {
        kept.Clear();
        for (var chosen = 0; chosen < count; chosen++)
        {
            var best = -1;
            for (var i = 0; i < scores.Length; i++)
            {
                if (!kept[i] && (best < 0 || scores[i] > scores[best]))
                    best = i;
            }

            kept[best] = true;
        }
    }
}
