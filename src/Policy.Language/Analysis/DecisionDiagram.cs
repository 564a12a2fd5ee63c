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

    /// <summary>Cells of a branch that are kept on the stack: operations go as deep as there are variables.</summary>
    private const int OnStack = 32;

    private enum Operation
    {
        And, Or, AndNot,
    }

    private readonly List<DiagramNode> _nodes = [new(int.MaxValue, 0, NextWithHash: -1), new(int.MaxValue, 0, NextWithHash: -1)];
    private readonly List<int> _children = [];
    private readonly Dictionary<int, int> _firstWithHash = [];
    private readonly Dictionary<long, int> _results = [];

    public int NodeCount => _nodes.Count;

    /// <summary>True exactly where <paramref name="variable"/> is in one of the cells marked true.</summary>
    public int Literal(int variable, ReadOnlySpan<bool> cells)
    {
        Span<int> children = cells.Length <= OnStack ? stackalloc int[OnStack] : new int[cells.Length];
        children = children[..cells.Length];
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

    /// <summary>Marks the cells of a variable that some assignment with a true result uses.</summary>
    public void MarkPossible(int node, int variable, Span<bool> cells)
    {
        if (node > Undecided)
        {
            MarkPossible(node, variable, cells, []);
        }
    }

    private void MarkPossible(int node, int variable, Span<bool> cells, HashSet<int> seen)
    {
        if (node == False || !seen.Add(node))
        {
            return;
        }

        if (VariableOf(node) > variable)
        {
            cells.Fill(true);
            return;
        }

        for (var cell = 0; cell < cellCounts[VariableOf(node)]; cell++)
        {
            var child = Child(node, cell);
            if (VariableOf(node) < variable)
            {
                MarkPossible(child, variable, cells, seen);
            }
            else
            {
                cells[cell] |= child != False;
            }
        }
    }

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

        var key = ((long)operation << 60) | ((long)left << 30) | (uint)right;
        if (_results.TryGetValue(key, out var cached))
        {
            return cached;
        }

        var variable = Math.Min(VariableOf(left), VariableOf(right));
        Span<int> children = cellCounts[variable] <= OnStack ? stackalloc int[OnStack] : new int[cellCounts[variable]];
        children = children[..cellCounts[variable]];
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
        _results[key] = result;
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

        var hash = variable;
        foreach (var child in children)
        {
            hash = (hash * 31) + child;
        }

        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_firstWithHash, hash, out var exists);
        for (var node = exists ? first : -1; node >= 0; node = _nodes[node].NextWithHash)
        {
            if (VariableOf(node) == variable
                && CollectionsMarshal.AsSpan(_children).Slice(_nodes[node].FirstChild, children.Length).SequenceEqual(children))
            {
                return node;
            }
        }

        if (_nodes.Count >= maxNodes)
        {
            first = exists ? first : -1;
            return Undecided;
        }

        _nodes.Add(new(variable, _children.Count, exists ? first : -1));
        _children.AddRange(children);
        return first = _nodes.Count - 1;
    }

    private readonly record struct DiagramNode(int Variable, int FirstChild, int NextWithHash);
}
