namespace OptPolicy.Compression.Pruning;

/// <summary>
/// How many heads stay: whole key/value groups go, or as many queries of every group, because one layout holds for all layers. Immutable.
/// </summary>
/// <param name="Groups">Key/value heads.</param>
/// <param name="QueriesPerGroup">Query heads of each.</param>
internal sealed record HeadLayout(int Groups, int QueriesPerGroup)
{
    public int Heads => Groups * QueriesPerGroup;

    /// <summary>Of the layouts nearest to the share, the one that keeps the most important heads.</summary>
    /// <param name="importance">Of each query head, layer by layer.</param>
    /// <param name="groups">Key/value heads before.</param>
    /// <param name="share">The share of query heads to remove.</param>
    public static HeadLayout Choose(IReadOnlyList<float[]> importance, int groups, double share)
    {
        var (heads, perGroup) = (importance[0].Length, importance[0].Length / groups);
        var wanted = heads * (1 - share);
        return Enumerable.Range(1, groups)
            .SelectMany(g => Enumerable.Range(1, perGroup).Select(q => new HeadLayout(g, q)))
            .GroupBy(layout => Math.Abs(layout.Heads - wanted))
            .MinBy(candidates => candidates.Key)!
            .MaxBy(layout => importance.Sum(layer => layout.Kept(layer, groups).QueryHeads.Sum(h => layer[h])))!;
    }

    /// <summary>The heads of a layer that stay.</summary>
    public (long[] QueryHeads, long[] KeyValueHeads) Kept(float[] importance, int groups)
    {
        var perGroup = importance.Length / groups;
        var best = Enumerable.Range(0, groups).Select(g => Ranking.Best(importance.AsSpan(g * perGroup, perGroup), QueriesPerGroup, g * perGroup)).ToArray();
        float[] worth = [.. best.Select(queries => queries.Sum(h => importance[h]))];
        var kept = Ranking.Best(worth, Groups);
        return ([.. kept.SelectMany(g => best[g])], kept);
    }
}
