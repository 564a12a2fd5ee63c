namespace OptPolicy.Kernels.Tokenization.Subwords;

/// <summary>A prefix tree over UTF-16 units in one hash table. Immutable after filling.</summary>
internal sealed class PrefixTree
{
    public const int Root = 0;

    private readonly Dictionary<long, int> _children = [];
    private readonly List<int> _values = [-1];

    public void Add(ReadOnlySpan<char> key, int value)
    {
        var state = Root;
        foreach (var unit in key)
        {
            ref var child = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_children, Edge(state, unit), out var exists);
            if (!exists)
            {
                child = _values.Count;
                _values.Add(-1);
            }

            state = child;
        }

        _values[state] = value;
    }

    /// <summary>Follows one unit down; <paramref name="value"/> is that of the key ending there, or −1.</summary>
    public bool TryStep(ref int state, char unit, out int value)
    {
        if (_children.TryGetValue(Edge(state, unit), out var child))
        {
            (state, value) = (child, _values[child]);
            return true;
        }

        value = -1;
        return false;
    }

    private static long Edge(int state, char unit) => ((long)state << 16) | unit;
}
