namespace OptPolicy.Kernels.Constraints;

/// <summary>What a node of a grammar matches.</summary>
internal enum GrammarNodeKind
{
    /// <summary>Exactly <see cref="GrammarNode.Bytes"/>.</summary>
    Literal,

    /// <summary>One byte of <see cref="GrammarNode.Set"/>.</summary>
    Set,

    /// <summary>All children, in order; without children, nothing.</summary>
    Sequence,

    /// <summary>One of the children; without children, no text at all.</summary>
    Choice,

    /// <summary>The only child, <see cref="GrammarNode.Min"/> to <see cref="GrammarNode.Max"/> times.</summary>
    Repeat,

    /// <summary>The only child, which may be set later: what recursion goes through.</summary>
    Rule,

    /// <summary>The only child, one level of JSON deeper.</summary>
    Nested,
}

/// <summary>A node of a grammar over bytes. Made by a <see cref="GrammarBuilder"/>, unchanged afterwards.</summary>
internal sealed class GrammarNode
{
    /// <summary>A height that no text has.</summary>
    public const int Impossible = 1 << 20;

    public required int Id { get; init; }

    public required GrammarNodeKind Kind { get; init; }

    public byte[] Bytes { get; init; } = [];

    public ByteSet Set { get; init; }

    public GrammarNode[] Children { get; set; } = [];

    public int Min { get; init; }

    /// <summary><see cref="int.MaxValue"/> is without bound.</summary>
    public int Max { get; init; }

    /// <summary>Levels of nesting of the flattest text that this node matches; <see cref="Impossible"/> when it matches none.</summary>
    public int Height { get; set; } = Impossible;
}
