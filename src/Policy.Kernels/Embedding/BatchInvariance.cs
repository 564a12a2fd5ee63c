namespace OptPolicy.Kernels.Embedding;

/// <summary>
/// Whether a text's vector has the same bits beside other texts of its length as alone. Kernels decide that, so it is tried on the
/// loaded model: a cache would otherwise miss its own entries, depending on who asked at the same time.
/// </summary>
internal static class BatchInvariance
{
    private const int WidestTokens = 32;

    private static readonly (int Rows, int Tokens)[] Shapes = [(2, 2), (5, 3), (3, 8), (2, 33), (7, 17)];

    /// <param name="session">The model.</param>
    /// <param name="maxTokens">Most tokens of a text.</param>
    /// <param name="batchTokens">Most tokens of a call; a call of as many is tried, too.</param>
    public static bool Holds(EncoderSession session, int maxTokens, int batchTokens)
    {
        var random = new Random(1);
        var width = session.Spec.Dimensions;
        foreach (var (rows, tokens) in Shapes.Append((Math.Max(1, batchTokens / WidestTokens), WidestTokens)))
        {
            var length = Math.Min(tokens, maxTokens);
            var ids = new long[rows * length];
            for (var i = 0; i < ids.Length; i++)
                ids[i] = random.Next(session.Spec.VocabularySize);
            var together = new float[rows * width];
            session.Run(ids, rows, together, CancellationToken.None);
            var alone = new float[width];
            for (var row = 0; row < rows; row += rows > 8 ? rows - 1 : 1)
            {
                session.Run(ids.AsMemory(row * length, length), 1, alone, CancellationToken.None);
                if (!alone.AsSpan().SequenceEqual(together.AsSpan(row * width, width)))
                    return false;
            }
        }

        return true;
    }
}
