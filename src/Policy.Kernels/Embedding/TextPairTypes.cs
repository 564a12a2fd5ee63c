namespace OptPolicy.Kernels.Embedding;

/// <summary>
/// The token types of a row. A BERT-style encoder has two, which say where a token stands: in the first text or in the second. An encoder
/// with six is also told whether the other text has the same token, and whether it has it behind the same one. A small encoder would
/// have to learn that comparison; and exchanged arguments ("from Oslo to Rome", "from Rome to Oslo") show in it.
/// Immutable and thread-safe.
/// </summary>
public static class TextPairTypes
{
    /// <summary>Types of an encoder that is told only which text a token stands in.</summary>
    public const int Sides = 2;

    /// <summary>Types of an encoder that is also told what both texts share.</summary>
    public const int SharedWords = 6;

    /// <summary>The types of a row's tokens.</summary>
    /// <param name="ids">The row.</param>
    /// <param name="secondStart">Where its second text begins; the number of tokens when there is only one.</param>
    /// <param name="count">How many types the encoder knows; any other number than <see cref="SharedWords"/> means sides only.</param>
    public static long[] Of(ReadOnlySpan<long> ids, int secondStart, int count)
    {
        var types = new long[ids.Length];
        types.AsSpan(secondStart).Fill(1);
        if (count != SharedWords || secondStart == ids.Length)
            return types;

        for (var i = 0; i < ids.Length; i++)
        {
            var (start, end) = i < secondStart ? (secondStart, ids.Length) : (0, secondStart);
            var shared = 0;
            for (var other = start; other < end && shared < 2; other++)
            {
                if (ids[other] == ids[i])
                    shared = Before(ids, other, secondStart) == Before(ids, i, secondStart) ? 2 : 1;
            }

            types[i] += Sides * shared;
        }

        return types;
    }

    // Both texts begin behind the token that begins the row.
    private static long Before(ReadOnlySpan<long> ids, int place, int secondStart) => place == 0 ? -1 : place == secondStart ? ids[0] : ids[place - 1];
}
