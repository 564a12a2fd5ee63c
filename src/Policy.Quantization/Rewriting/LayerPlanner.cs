using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>Decides the grid of every product.</summary>
internal sealed class LayerPlanner(QuantizationOptions options, ModelGraph graph, IReadOnlyList<TableLookup> tables)
{
    public List<LayerPlan> Plan(IReadOnlyList<MatrixProduct> products) => products.Select(Plan).ToList();

    private LayerPlan Plan(MatrixProduct product)
    {
        var wanted = NamePattern.MatchesAny(options.Wide, product) ? GridChoice.Wide : options.Grid;
        var (grid, note) = GridChoice.For(wanted, product.Inputs, options);
        return new(product, grid, Join(note, Sharing(product)));
    }

    // A matrix that others read stays in the file beside its codes.
    private string? Sharing(MatrixProduct product)
    {
        var name = product.Weight.Name;
        if (tables.FirstOrDefault(t => t.Table.Name == name) is { } table)
        {
            return options.QuantizesTables && !NamePattern.MatchesAny(options.Except, name) && !NamePattern.MatchesAny(options.Except, table.Node.Label)
                ? "its matrix is an embedding too, which gets an 8-bit table of its own"
                : "its matrix is an embedding too, which keeps its floats in the file";
        }

        var readers = graph.Nodes.Count(n => n.Inputs.Contains(name));
        return readers > 1 && graph.Nodes.Exists(n => n.Inputs.Contains(name) && n.Operation is not ("MatMul" or "Gemm" or "Transpose" or "Identity"))
            ? "another node reads its matrix, which keeps its floats in the file"
            : null;
    }

    private static string? Join(string? first, string? second) => first is null || second is null ? first ?? second : $"{first}; {second}";
}
