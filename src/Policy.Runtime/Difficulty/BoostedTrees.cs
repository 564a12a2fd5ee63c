namespace OptPolicy;

/// <summary>A sum of trees of equal depth. Immutable; thread-safe.</summary>
/// <param name="depth">Questions from the root to a leaf.</param>
/// <param name="mean">What the trees correct.</param>
/// <param name="features">Of each tree, level by level, the number that a node looks at; below 0: nothing, and what comes goes left.</param>
/// <param name="cuts">Of each node, the value from above which on it goes right.</param>
/// <param name="leaves">Of each tree, its leaves from left to right.</param>
internal sealed class BoostedTrees(int depth, float mean, short[] features, float[] cuts, float[] leaves)
{
    public int Depth => depth;

    public float Mean => mean;

    public ReadOnlySpan<short> Features => features;

    public ReadOnlySpan<float> Cuts => cuts;

    public ReadOnlySpan<float> Leaves => leaves;

    public float Score(ReadOnlySpan<float> prompt)
    {
        var (nodes, ends) = ((1 << depth) - 1, 1 << depth);
        var sum = mean;
        for (var tree = 0; tree * ends < leaves.Length; tree++)
        {
            var at = 0;
            for (var level = 0; level < depth; level++)
            {
                var node = tree * nodes + at;
                at = 2 * at + (features[node] >= 0 && prompt[features[node]] > cuts[node] ? 2 : 1);
            }

            sum += leaves[tree * ends + at - nodes];
        }

        return sum;
    }
}
