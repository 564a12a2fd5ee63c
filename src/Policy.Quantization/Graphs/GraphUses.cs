namespace OptPolicy.Quantization.Graphs;

/// <summary>Who reads which value.</summary>
internal static class GraphUses
{
    // Fields of GraphProto and NodeProto (onnx.proto).
    private const int NodeField = 1;
    private const int OutputField = 12;
    private const int NodeInputField = 1;
    private const int NodeAttributeField = 5;

    /// <summary>Every name that a node reads, in subgraphs too, or that is an output.</summary>
    public static HashSet<string> Names(ModelGraph graph)
    {
        var names = graph.Outputs.Select(static o => o.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
            Add(node.Message, names);
        return names;
    }

    /// <summary>How often each name is read by nodes of the main graph; a name that a subgraph or an output reads counts once more than it can be replaced.</summary>
    public static Dictionary<string, int> Counts(ModelGraph graph)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in graph.Nodes.SelectMany(static n => n.Inputs).Concat(graph.Outputs.Select(static o => o.Name)).Concat(InSubgraphs(graph)))
            counts[name] = counts.GetValueOrDefault(name) + 1;
        return counts;
    }

    /// <summary>Every name that a node in a subgraph reads.</summary>
    public static HashSet<string> InSubgraphs(ModelGraph graph)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var subgraph in graph.Nodes.SelectMany(static n => n.Subgraphs))
            AddGraph(subgraph, names);
        return names;
    }

    private static void Add(WireMessage node, HashSet<string> names)
    {
        names.UnionWith(node.Texts(NodeInputField));
        foreach (var subgraph in node.AllNested(NodeAttributeField).SelectMany(static a => a.AllNested(6).Concat(a.AllNested(11))))
            AddGraph(subgraph, names);
    }

    private static void AddGraph(WireMessage graph, HashSet<string> names)
    {
        foreach (var node in graph.AllNested(NodeField))
            Add(node, names);
        names.UnionWith(graph.AllNested(OutputField).Select(static o => o.Text(1)));
    }
}
