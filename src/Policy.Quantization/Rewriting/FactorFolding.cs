using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>
/// Divides what enters products by the factors that AWQ or SmoothQuant multiplied their weights with: in the normalisation before them where nobody
/// else reads its result, else by a node of its own.
/// </summary>
internal static class FactorFolding
{
    // Which inputs of an operator multiply or add to each number of its result.
    private static readonly Dictionary<string, int[]> FoldableInputs = new(StringComparer.Ordinal)
    {
        ["LayerNormalization"] = [1, 2],
        ["SimplifiedLayerNormalization"] = [1],
        ["RMSNormalization"] = [1],
        ["SkipLayerNormalization"] = [2, 3],
        ["SkipSimplifiedLayerNormalization"] = [2],
        ["Mul"] = [],
    };

    /// <summary>Divides the input of the products and returns its new name.</summary>
    /// <param name="edit">The graph.</param>
    /// <param name="products">All products that were quantised with these factors; they share one input.</param>
    /// <param name="factors">One for each number that enters.</param>
    public static string Divide(GraphEdit edit, IReadOnlyList<MatrixProduct> products, float[] factors)
    {
        var input = products[0].Input;
        if (!TryFold(edit, input, products.Count, factors))
        {
            var inverse = edit.Floats($"{input}.inverse_factors", products[0].Weight.Type, [factors.Length], Array.ConvertAll(factors, static f => 1 / f));
            var scaled = edit.Node("Mul", "", [input, inverse], edit.Name($"{input}.scaled"));
            edit.FinishBefore(products[0].Node);
            return scaled;
        }

        return input;
    }

    private static bool TryFold(GraphEdit edit, string input, int readers, float[] factors)
    {
        var graph = edit.Graph;
        if (GraphUses.Counts(graph).GetValueOrDefault(input) != readers || graph.Nodes.Find(n => n.Outputs.Count > 0 && n.Outputs[0] == input) is not { } producer)
            return false;
        if (!FoldableInputs.TryGetValue(producer.Operation, out var places))
            return false;
        if (producer.Operation == "Mul")
            places = Array.FindAll([0, 1], i => IsVector(graph, producer, i, factors.Length));
        else
            places = Array.FindAll(places, i => i < producer.Inputs.Count && producer.Inputs[i].Length > 0);
        if (places.Length == 0 || (producer.Operation == "Mul" && places.Length > 1) || !Array.TrueForAll(places, i => IsVector(graph, producer, i, factors.Length)))
            return false;

        foreach (var place in places)
        {
            var vector = graph.Initializer(producer.Inputs[place])!;
            var values = vector.ReadFloats();
            for (var i = 0; i < values.Length; i++)
                values[i] /= factors[i];
            edit.Replaced(vector.Name);
            producer.SetInput(place, edit.Floats($"{vector.Name}.scaled", vector.Type, [.. vector.Dimensions], values));
        }

        graph.Touch();
        return true;
    }

    private static bool IsVector(ModelGraph graph, ModelNode node, int place, int length) =>
        graph.Initializer(node.Inputs[place]) is { Type: TensorType.Float or TensorType.Float16 } tensor && tensor.Elements == length && tensor.Dimensions.Count > 0 && tensor.Dimensions[^1] == length;
}
