using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>Turns <c>Constant</c> nodes into initialisers: some exporters keep every weight in one.</summary>
internal static class ConstantFolding
{
    private const int ValueTensor = 5;

    /// <summary>Folds and returns how many there were.</summary>
    public static int Fold(ModelGraph graph)
    {
        var outputs = graph.Outputs.Select(static o => o.Name).ToHashSet(StringComparer.Ordinal);
        var folded = new HashSet<ModelNode>();
        foreach (var node in graph.Nodes)
        {
            if (!node.Is("Constant") || node.Outputs is not [var name] || outputs.Contains(name) || node.Attribute("value")?.Nested(ValueTensor) is not { } tensor)
                continue;
            graph.Add(new ModelTensor(tensor, graph.Folder).Renamed(name));
            folded.Add(node);
        }

        graph.RemoveNodes(folded);
        return folded.Count;
    }
}
