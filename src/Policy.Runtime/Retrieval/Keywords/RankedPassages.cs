namespace OptPolicy;

/// <summary>Orders passages by what was found of the question's words in them, by how near they are, or by both.</summary>
internal static class RankedPassages
{
    /// <summary>
    /// What a cosine of 1 counts for beside all of the question's words: a convex combination, which serves better than the ranks alone when the scores' ranges are
    /// known (Bruch, Gai and Ingber 2023). Anything from 0.1 to 0.6 is alike on questions about this library's documentation.
    /// </summary>
    private const double CosineWeight = 0.5;

    /// <summary>The passages with the most of the question's words, best first; equal ones in the order of their places.</summary>
    public static IEnumerable<int> ByWords(IReadOnlyCollection<int> scored, double[] scores, int count)
    {
        var best = new PriorityQueue<int, (double Score, int Place)>();
        foreach (var place in scored)
        {
            best.Enqueue(place, (scores[place], -place));
            if (best.Count > count)
                best.Dequeue();
        }

        return best.UnorderedItems.OrderByDescending(static item => item.Priority).Select(static item => item.Element);
    }

    /// <summary>Candidates of both searches by words and cosine together, best first.</summary>
    public static IEnumerable<int> ByBoth(IEnumerable<int> candidates, double[] scores, Func<int, double> cosine) => candidates
        .Distinct()
        .OrderByDescending(place => scores[place] + CosineWeight * Math.Max(0, cosine(place)))
        .ThenBy(static place => place);
}
