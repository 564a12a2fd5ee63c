using System.Runtime.InteropServices;

namespace OptPolicy.Language.Analysis;

/// <summary>
/// Reduced ordered multi-valued decision diagrams: each variable is a fact and each branch one cell of its domain.
/// Equal functions are equal node numbers, so satisfiability and coverage are comparisons with <see cref="False"/> and <see cref="True"/>.
/// </summary>
/// <remarks>R. E. Bryant, "Graph-Based Algorithms for Boolean Function Manipulation" (1986), with k-way nodes. Not thread-safe.</remarks>
internal sealed class DecisionDiagram(IReadOnlyList<int> cellCounts, int maxNodes = DecisionDiagram.DefaultMaxNodes)
{
    public const int False = 0;
    public const int True = 1;

    /// <summary>The answer where the diagram would outgrow its limit; every operation on it is undecided too.</summary>
    public const int Undecided = -1;

    /// <summary>Keeps the worst case in the low milliseconds; real routes need a few hundred.</summary>
    public const int DefaultMaxNodes = 20_000;

    private enum Operation
    {
        And, Or, AndNot,
    }

    private readonly List<(int Variable, int FirstChild)> _nodes = [(int.MaxValue, 0), (int.MaxValue, 0)];
    private readonly List<int> _children = [];
    private readonly Dictionary<int, List<int>> _nodesByHash = [];
    private readonly Dictionary<(Operation Operation, int Left, int Right), int> _results = [];

    public int NodeCount => _nodes.Count;

    /// <summary>True exactly where <paramref name="variable"/> is in one of the cells marked true.</summary>
    public int Literal(int variable, ReadOnlySpan<bool> cells)
    {
        Span<int> children = stackalloc int[cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            children[i] = cells[i] ? True : False;
        }

        return Node(variable, children);
    }

    public int And(int left, int right) => Apply(Operation.And, left, right);

    public int Or(int left, int right) => Apply(Operation.Or, left, right);

    /// <summary><paramref name="left"/> where <paramref name="right"/> does not hold.</summary>
    public int AndNot(int left, int right) => Apply(Operation.AndNot, left, right);

    public int Not(int node) => Apply(Operation.AndNot, True, node);

    public int VariableOf(int node) => _nodes[node].Variable;

    public int Child(int node, int cell) => _children[_nodes[node].FirstChild + cell];

    private int Apply(Operation operation, int left, int right)
    {
        if (left == Undecided || right == Undecided)
        {
            return Undecided;
        }

        if (Terminal(operation, left, right) is { } known)
        {
            return known;
        }

        if (_results.TryGetValue((operation, left, right), out var cached))
        {
            return cached;
        }

        var variable = Math.Min(VariableOf(left), VariableOf(right));
        Span<int> children = stackalloc int[cellCounts[variable]];
        for (var cell = 0; cell < children.Length; cell++)
        {
            var leftChild = VariableOf(left) == variable ? Child(left, cell) : left;
            var rightChild = VariableOf(right) == variable ? Child(right, cell) : right;
            var child = Apply(operation, leftChild, rightChild);
            if (child == Undecided)
            {
                return Undecided;
            }

            children[cell] = child;
        }

        var result = Node(variable, children);
        _results[(operation, left, right)] = result;
        return result;
    }

    private static int? Terminal(Operation operation, int left, int right) => operation switch
    {
        Operation.And when left == False || right == False => False,
        Operation.And when left == True || left == right => right,
        Operation.And when right == True => left,
        Operation.Or when left == True || right == True => True,
        Operation.Or when left == False || left == right => right,
        Operation.Or when right == False => left,
        Operation.AndNot when left == False || right == True || left == right => False,
        Operation.AndNot when right == False => left,
        _ => null,
    };

    private int Node(int variable, ReadOnlySpan<int> children)
    {
        if (!children.ContainsAnyExcept(children[0]))
        {
            return children[0];
        }

        var hash = new HashCode();
        hash.Add(variable);
        foreach (var child in children)
        {
            hash.Add(child);
        }

        var key = hash.ToHashCode();
        ref var bucket = ref CollectionsMarshal.GetValueRefOrAddDefault(_nodesByHash, key, out _);
        bucket ??= [];
        foreach (var node in bucket)
        {
            if (VariableOf(node) == variable
                && CollectionsMarshal.AsSpan(_children).Slice(_nodes[node].FirstChild, children.Length).SequenceEqual(children))
            {
                return node;
            }
        }

        if (_nodes.Count >= maxNodes)
        {
            return Undecided;
        }

        bucket.Add(_nodes.Count);
        _nodes.Add((variable, _children.Count));
        _children.AddRange(children);
        return _nodes.Count - 1;
    }
}
