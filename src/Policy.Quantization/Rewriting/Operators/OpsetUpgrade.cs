using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Rewriting.Operators;

/// <summary>Raises a model's ONNX opset where that changes the meaning of none of its nodes.</summary>
internal static class OpsetUpgrade
{
    // The versions at which an operator's inputs, attributes or defaults changed so that an older node means something else or nothing
    // (ONNX operator changelog). Versions that only admit more types, or add an input or attribute whose absence means what was, are left out.
    private static readonly Dictionary<string, int[]> Breaks = new(StringComparer.Ordinal)
    {
        ["AveragePool"] = [19],
        ["BatchNormalization"] = [7, 9, 14],
        ["Clip"] = [11],
        ["DFT"] = [20],
        ["Dropout"] = [7, 10, 12],
        ["GridSample"] = [20],
        ["GroupNormalization"] = [21],
        ["Hardmax"] = [13],
        ["LogSoftmax"] = [13],
        ["Pad"] = [11],
        ["ReduceL1"] = [18],
        ["ReduceL2"] = [18],
        ["ReduceLogSum"] = [18],
        ["ReduceLogSumExp"] = [18],
        ["ReduceMax"] = [18],
        ["ReduceMean"] = [18],
        ["ReduceMin"] = [18],
        ["ReduceProd"] = [18],
        ["ReduceSum"] = [13],
        ["ReduceSumSquare"] = [18],
        ["Resize"] = [11, 13, 18, 19],
        ["RoiAlign"] = [16],
        ["Scan"] = [9],
        ["Scatter"] = [11],
        ["Slice"] = [10],
        ["Softmax"] = [13],
        ["Split"] = [13, 18],
        ["Squeeze"] = [13],
        ["TopK"] = [10, 11],
        ["Unsqueeze"] = [13],
        ["Upsample"] = [9, 10],
    };

    // Older models than this use operators whose history the table does not hold.
    private const int OldestOpset = 7;

    /// <summary>Raises the opset to a version if it is lower.</summary>
    /// <exception cref="LocalModelException">That would change what the model computes.</exception>
    public static void Require(OnnxModel model, int version, string what)
    {
        var now = model.Opset("") ?? version;
        if (now >= version)
            return;
        var obstacles = Operations(model).Where(o => Breaks.TryGetValue(o, out var breaks) && Array.Exists(breaks, b => b > now && b <= version)).Order(StringComparer.Ordinal).ToList();
        if (now < OldestOpset || obstacles.Count > 0)
        {
            throw new LocalModelException(
                $"'{model.Path}' has opset {now}, and {what} need opset {version}. Raising it would change {(obstacles.Count > 0 ? string.Join(", ", obstacles) : "its operators")}. Export the model with opset {version} or later, or choose int4 or int8, which need no newer opset.");
        }

        model.SetOpset("", version);
        model.RequireIrVersion(IrVersion(version));
    }

    // What ONNX released with the opset (docs/Versioning.md).
    private static int IrVersion(int opset) => opset switch
    {
        <= 14 => 7,
        <= 18 => 8,
        <= 20 => 9,
        _ => 10,
    };

    private static HashSet<string> Operations(OnnxModel model)
    {
        var operations = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in model.Graph.Nodes)
            Add(node, operations);
        return operations;
    }

    private static void Add(ModelNode node, HashSet<string> operations)
    {
        if (node.Domain.Length == 0)
            operations.Add(node.Operation);
        foreach (var inner in node.Subgraphs.SelectMany(static g => g.AllNested(1)))
            Add(new ModelNode(inner), operations);
    }
}
