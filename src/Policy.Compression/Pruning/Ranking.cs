namespace OptPolicy.Compression.Pruning;

/// <summary>Chooses by importance.</summary>
internal static class Ranking
{
    /// <summary>The places of the <paramref name="count"/> largest values, ascending; of equals the earlier.</summary>
    public static long[] Best(ReadOnlySpan<float> values, int count, int offset = 0)
    {
        var places = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort(values.ToArray().Select((value, place) => (-value, place)).ToArray(), places);
        return [.. places.Take(count).Order().Select(place => (long)(place + offset))];
    }
}
