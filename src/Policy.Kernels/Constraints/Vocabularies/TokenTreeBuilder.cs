namespace OptPolicy.Kernels.Constraints;

/// <summary>Lays sorted byte strings out as a prefix tree in depth-first order.</summary>
internal sealed class TokenTreeBuilder
{
    private readonly List<byte> _bytes = [];
    private readonly List<int> _depths = [];
    private readonly List<int> _tokensAt = [];
    private readonly List<int> _path = [];
    private int[] _ends = [];
    private int _tokens;

    public byte[] Bytes => [.. _bytes];

    /// <summary>Bytes before each node's own.</summary>
    public int[] Depths => [.. _depths];

    /// <summary>The node after each node's subtree.</summary>
    public int[] Ends => _ends;

    /// <summary>The first of the sorted tokens that end at each node, and one more entry.</summary>
    public int[] FirstTokens { get; private set; } = [];

    public void Add(ReadOnlySpan<byte> token)
    {
        var shared = 0;
        while (shared < _path.Count && shared < token.Length && _bytes[_path[shared]] == token[shared])
            shared++;
        _path.RemoveRange(shared, _path.Count - shared);
        for (var i = shared; i < token.Length; i++)
        {
            _path.Add(_bytes.Count);
            _bytes.Add(token[i]);
            _depths.Add(i);
            _tokensAt.Add(_tokens);
        }

        _tokens++;
    }

    public void Finish()
    {
        FirstTokens = [.. _tokensAt, _tokens];
        _ends = new int[_bytes.Count];
        var open = new Stack<int>();
        for (var node = 0; node < _bytes.Count; node++)
        {
            while (open.Count > 0 && _depths[open.Peek()] >= _depths[node])
                _ends[open.Pop()] = node;
            open.Push(node);
        }

        while (open.TryPop(out var node))
            _ends[node] = _bytes.Count;
    }
}
