using System.Text;

namespace OptPolicy.Kernels.Constraints;

/// <summary>Makes the nodes of one grammar. Not thread-safe.</summary>
internal sealed class GrammarBuilder
{
    private readonly List<GrammarNode> _nodes = [];

    public GrammarBuilder()
    {
        Empty = Add(new() { Id = 0, Kind = GrammarNodeKind.Sequence });
        Nothing = Add(new() { Id = 1, Kind = GrammarNodeKind.Choice });
    }

    /// <summary>Matches the empty text only.</summary>
    public GrammarNode Empty { get; }

    /// <summary>Matches no text.</summary>
    public GrammarNode Nothing { get; }

    public int Count => _nodes.Count;

    public GrammarNode Text(string text) => Literal(Encoding.UTF8.GetBytes(text));

    public GrammarNode Literal(byte[] bytes) => bytes.Length == 0 ? Empty : Add(new() { Id = _nodes.Count, Kind = GrammarNodeKind.Literal, Bytes = bytes });

    public GrammarNode Set(ByteSet set) => Add(new() { Id = _nodes.Count, Kind = GrammarNodeKind.Set, Set = set });

    public GrammarNode Set(char first, char last) => Set(ByteSet.Range((byte)first, (byte)last));

    public GrammarNode Sequence(params GrammarNode[] children)
    {
        var parts = Array.FindAll(children, child => child != Empty);
        return parts.Length switch
        {
            0 => Empty,
            1 => parts[0],
            _ => Add(new() { Id = _nodes.Count, Kind = GrammarNodeKind.Sequence, Children = parts }),
        };
    }

    public GrammarNode Choice(params GrammarNode[] children) => children.Length switch
    {
        0 => Nothing,
        1 => children[0],
        _ => Add(new() { Id = _nodes.Count, Kind = GrammarNodeKind.Choice, Children = children }),
    };

    public GrammarNode Optional(GrammarNode child) => Choice(child, Empty);

    public GrammarNode Repeat(GrammarNode child, int min, int max = int.MaxValue) => max switch
    {
        _ when min > max => Nothing,
        0 => Empty,
        1 when min == 1 => child,
        _ => Add(new() { Id = _nodes.Count, Kind = GrammarNodeKind.Repeat, Children = [child], Min = min, Max = max }),
    };

    public GrammarNode Nested(GrammarNode child) => Add(new() { Id = _nodes.Count, Kind = GrammarNodeKind.Nested, Children = [child] });

    /// <summary>A node to be defined later.</summary>
    public GrammarNode Rule() => Add(new() { Id = _nodes.Count, Kind = GrammarNodeKind.Rule });

    public static void Define(GrammarNode rule, GrammarNode body) => rule.Children = [body];

    /// <summary>Computes the heights that let a matcher stay below its depth limit without ever getting stuck.</summary>
    public void Measure()
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var node in _nodes)
            {
                var height = Height(node);
                changed |= height < node.Height;
                node.Height = Math.Min(node.Height, height);
            }
        }
    }

    private static int Height(GrammarNode node) => node.Kind switch
    {
        GrammarNodeKind.Literal => 0,
        GrammarNodeKind.Set => node.Set.Count > 0 ? 0 : GrammarNode.Impossible,
        GrammarNodeKind.Sequence => node.Children.Length == 0 ? 0 : node.Children.Max(static child => child.Height),
        GrammarNodeKind.Choice => node.Children.Length == 0 ? GrammarNode.Impossible : node.Children.Min(static child => child.Height),
        GrammarNodeKind.Repeat => node.Min == 0 ? 0 : node.Children[0].Height,
        GrammarNodeKind.Nested => Math.Min(GrammarNode.Impossible, node.Children[0].Height + 1),
        _ => node.Children.Length == 0 ? GrammarNode.Impossible : node.Children[0].Height,
    };

    private GrammarNode Add(GrammarNode node)
    {
        _nodes.Add(node);
        return node;
    }
}
