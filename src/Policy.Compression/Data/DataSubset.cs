namespace OptPolicy.Compression.Data;

/// <summary>A drawn part of documents. Smaller parts of the same draw lie within larger ones, so that a curve over shares compares like with like.</summary>
public static class DataSubset
{
    /// <summary>Draws a share of <paramref name="documents"/>, at least one, in their own order.</summary>
    public static IReadOnlyList<T> Draw<T>(IReadOnlyList<T> documents, double share, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var order = Enumerable.Range(0, documents.Count).ToArray();
        var random = new SplitMix(seed);
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = random.Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        var count = Math.Min(order.Length, Math.Max(1, (int)Math.Round(documents.Count * share, MidpointRounding.AwayFromZero)));
        return [.. order.Take(count).Order().Select(i => documents[i])];
    }
}
