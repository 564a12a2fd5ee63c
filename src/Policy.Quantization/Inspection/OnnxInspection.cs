using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Calibration;
using OptPolicy.Quantization.Graphs;
using OptPolicy.Quantization.Rewriting;

namespace OptPolicy.Quantization.Inspection;

/// <summary>Looks at ONNX models.</summary>
internal static class OnnxInspection
{
    public static ModelInspection Inspect(ModelSource source)
    {
        using var model = OnnxModel.Open(source.GraphPath);
        var facts = Facts(model);
        ConstantFolding.Fold(model.Graph);
        var found = ProductFinder.Find(model.Graph);
        var tables = TableFinder.Find(model.Graph);

        var products = new Dictionary<ModelNode, InspectedProduct>();
        foreach (var product in found.Products)
            products[product.Node] = new(product.Name, product.Node.Operation, product.Weight.Name, product.Inputs, product.Outputs, Name(product.Weight.Type), true, product.Weight.Bytes, null);
        foreach (var (node, table) in tables)
            products[node] = new(node.Label, node.Operation, table.Name, (int)table.Dimensions[1], (int)table.Dimensions[0], Name(table.Type), true, table.Bytes, null);
        var helpers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in found.Quantized)
        {
            if (PackedNode.Read(node, model.Graph, helpers) is { } packed)
                products[node] = packed;
        }

        var formats = model.Graph.Initializers.GroupBy(static t => t.Type)
            .Select(static g => new StoredFormat(Name(g.Key), g.Count(), g.Sum(static t => t.Elements), g.Sum(static t => t.Bytes))).OrderByDescending(static f => f.Bytes).ToList();
        var packedNames = products.Values.Where(static p => !p.IsFloat).ToList();
        var parameters = model.Graph.Initializers.Where(t => t.IsFloat && !helpers.Contains(t.Name)).Sum(static t => t.Elements) + packedNames.DistinctBy(static p => p.Weight).Sum(static p => p.Weights);
        var bytes = new FileInfo(source.GraphPath).Length + facts.DataFiles.Select(f => new FileInfo(Path.Combine(model.Folder.Path, f))).Where(static f => f.Exists).Sum(static f => f.Length);
        return new(
            source.Path,
            "onnx",
            source.Decoder?.Spec.Architecture ?? source.Encoder?.Spec.Architecture,
            parameters,
            bytes,
            formats,
            [.. model.Graph.Nodes.Where(products.ContainsKey).Select(n => products[n])],
            found.Kept,
            facts);
    }

    /// <summary>A type as people write it.</summary>
    internal static string Name(TensorType type) => type switch
    {
        TensorType.Float => "float32",
        TensorType.Double => "float64",
        TensorType.Float8E4M3FN => "fp8",
        TensorType.Float4E2M1 => "fp4",
        _ => type.ToString().ToLowerInvariant(),
    };

    private static GraphFacts Facts(OnnxModel model)
    {
        var opsets = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var opset in model.Message.AllNested(8))
            opsets[opset.Text(1) is { Length: > 0 } domain ? domain : "ai.onnx"] = (int)opset.Integer(2);
        return new(
            $"{model.Message.Text(2)} {model.Message.Text(3)}".Trim(),
            model.IrVersion,
            opsets,
            model.Graph.Nodes.Count,
            [.. model.Graph.Nodes.GroupBy(static n => n.Operation, StringComparer.Ordinal).Select(static g => KeyValuePair.Create(g.Key, g.Count())).OrderByDescending(static p => p.Value).ThenBy(static p => p.Key, StringComparer.Ordinal)],
            model.Functions,
            [.. model.Graph.Inputs.Select(Describe)],
            [.. model.Graph.Outputs.Select(Describe)],
            [.. model.DataFiles.Order(StringComparer.Ordinal)]);
    }

    private static string Describe(ModelValue value) => value.Dimensions is null
        ? $"{value.Name} {Name(value.Type)}"
        : $"{value.Name} {Name(value.Type)} [{string.Join(", ", value.Dimensions.Select(static d => d.Size >= 0 ? $"{d.Size}" : d.Symbol.Length > 0 ? d.Symbol : "?"))}]";
}
