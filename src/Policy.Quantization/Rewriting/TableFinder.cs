using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>A node that looks rows up in a constant table. Immutable.</summary>
/// <param name="Node">The node (Gather).</param>
/// <param name="Table">The table, [rows, width].</param>
internal sealed record TableLookup(ModelNode Node, ModelTensor Table)
{
    public int Rows => (int)Table.Dimensions[0];

    public int Width => (int)Table.Dimensions[1];
}

/// <summary>Finds lookups worth quantising.</summary>
internal static class TableFinder
{
    // Below this a table's bytes do not matter.
    private const int RowsMin = 64;

    public static List<TableLookup> Find(ModelGraph graph)
    {
        var found = new List<TableLookup>();
        foreach (var node in graph.Nodes)
        {
            if (node.Is("Gather") && node.Integer("axis") == 0 && graph.Initializer(node.Inputs[0]) is { Type: TensorType.Float or TensorType.Float16, Dimensions: [>= RowsMin, var width] } table && width % TableBlock == 0)
                found.Add(new(node, table));
        }

        return found;
    }

    /// <summary>Numbers of a table's row that share a scale.</summary>
    public const int TableBlock = 32;
}
