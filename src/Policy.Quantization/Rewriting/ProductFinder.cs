using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>What in a graph can be quantised, what cannot and why, and what is quantised already. Immutable.</summary>
/// <param name="Products">Products with a constant matrix.</param>
/// <param name="Kept">Products that stay as they are.</param>
/// <param name="Quantized">Nodes that work on quantised weights.</param>
internal sealed record FoundProducts(IReadOnlyList<MatrixProduct> Products, IReadOnlyList<KeptProduct> Kept, IReadOnlyList<ModelNode> Quantized);

/// <summary>Finds products with constant matrices in the main graph.</summary>
internal static class ProductFinder
{
    private static readonly HashSet<string> QuantizedOperations = new(StringComparer.Ordinal)
    {
        "MatMulNBits", "MatMulBnb4", "MatMulInteger", "MatMulIntegerToFloat", "DynamicQuantizeMatMul", "DynamicQuantizeLSTM", "QLinearMatMul", "QGemm",
        "QLinearConv", "ConvInteger", "GatherBlockQuantized", "QAttention", "QMoE", "QEmbedLayerNormalization",
    };

    public static FoundProducts Find(ModelGraph graph)
    {
        var producers = new Dictionary<string, ModelNode>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            foreach (var output in node.Outputs)
                producers[output] = node;
        }

        var found = new Search(graph, producers);
        foreach (var node in graph.Nodes)
            found.Look(node);
        return new(found.Products, found.Kept, found.Quantized);
    }

    /// <summary>Whether a node works on quantised weights.</summary>
    public static bool IsQuantized(ModelNode node, ModelGraph graph) =>
        QuantizedOperations.Contains(node.Operation) || (node.Operation == "DequantizeLinear" && graph.Initializer(node.Inputs[0]) is { Dimensions.Count: > 1 });

    private sealed class Search(ModelGraph graph, Dictionary<string, ModelNode> producers)
    {
        public List<MatrixProduct> Products { get; } = [];

        public List<KeptProduct> Kept { get; } = [];

        public List<ModelNode> Quantized { get; } = [];

        public void Look(ModelNode node)
        {
            if (IsQuantized(node, graph))
            {
                Quantized.Add(node);
                return;
            }

            var inner = node.Subgraphs.SelectMany(Nodes).Count(static n => n.Operation is "MatMul" or "Gemm");
            if (inner > 0)
                Kept.Add(new(node.Label, $"{inner} products in the body of {node.Operation} stay as they are"));
            if (node.Is("MatMul"))
                MatMul(node);
            else if (node.Is("Gemm"))
                Gemm(node);
        }

        private static IEnumerable<ModelNode> Nodes(WireMessage subgraph) =>
            subgraph.AllNested(1).Select(static m => new ModelNode(m)).SelectMany(static n => n.Subgraphs.SelectMany(Nodes).Prepend(n));

        private void MatMul(ModelNode node)
        {
            if (Matrix(node) is { } matrix)
                Products.Add(new(node, matrix.Tensor, matrix.IsTransposed, 1, null, 1));
            else if (graph.Initializer(node.Inputs[0]) is { Dimensions.Count: > 1 })
                Kept.Add(new(node.Label, "its constant is on the left"));
        }

        private void Gemm(ModelNode node)
        {
            if (Matrix(node) is not { } matrix)
                return;
            if (node.Integer("transA") != 0)
            {
                Kept.Add(new(node.Label, "it transposes its input"));
                return;
            }

            var bias = node.Inputs.Count > 2 && node.Inputs[2].Length > 0 ? node.Inputs[2] : null;
            Products.Add(new(node, matrix.Tensor, matrix.IsTransposed != (node.Integer("transB") != 0), node.Single("alpha", 1), bias, node.Single("beta", 1)));
        }

        private (ModelTensor Tensor, bool IsTransposed)? Matrix(ModelNode node)
        {
            var (name, isTransposed) = (node.Inputs[1], false);
            while (graph.Initializer(name) is null && producers.GetValueOrDefault(name) is { } producer)
            {
                var turns = producer.Is("Transpose") && producer.Integers("perm") is ([] or [1, 0]);
                if (!turns && !producer.Is("Identity"))
                    return null;
                isTransposed ^= turns;
                name = producer.Inputs[0];
            }

            if (graph.Initializer(name) is not { } tensor)
                return null;
            if (tensor.Type is not (TensorType.Float or TensorType.Float16))
                Kept.Add(new(node.Label, $"its matrix holds {tensor.Type}"));
            else if (tensor.Dimensions.Count != 2)
                Kept.Add(new(node.Label, $"its constant has {tensor.Dimensions.Count} dimensions"));
            else if (tensor.Elements == 0)
                Kept.Add(new(node.Label, "its matrix is empty"));
            else
                return (tensor, isTransposed);
            return null;
        }
    }
}
