using System.Runtime.InteropServices;
using OptPolicy.Kernels.Onnx;
using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>Changes a graph: new tensors with names that nobody has, products replaced by other nodes. Not thread-safe.</summary>
internal sealed class GraphEdit
{
    private readonly ModelFile _file;
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _replacedTensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object> _shared = new(StringComparer.Ordinal);
    private readonly List<ModelNode> _pending = [];

    public GraphEdit(OnnxModel model, ModelFile file)
    {
        Model = model;
        _file = file;
        _names = [.. model.Graph.Nodes.SelectMany(static n => n.Inputs.Concat(n.Outputs)), .. model.Graph.Initializers.Select(static t => t.Name), .. GraphUses.Names(model.Graph)];
    }

    public OnnxModel Model { get; }

    public ModelGraph Graph => Model.Graph;

    /// <summary>Bytes of the tensors that were stored since the last call.</summary>
    public long TakeStoredBytes()
    {
        var bytes = StoredBytes;
        StoredBytes = 0;
        return bytes;
    }

    private long StoredBytes { get; set; }

    /// <summary>A name that no value of the graph has.</summary>
    public string Name(string wanted)
    {
        var name = wanted;
        for (var i = 2; !_names.Add(name); i++)
            name = $"{wanted}.{i}";
        return name;
    }

    /// <summary>Stores a tensor and returns its name.</summary>
    public string Tensor<T>(string wanted, TensorType type, ReadOnlySpan<long> dimensions, T[] values)
        where T : unmanaged
    {
        var bytes = values as byte[] ?? MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        var name = Name(wanted);
        Graph.Add(_file.Store(name, type, dimensions, bytes, Model.Folder));
        StoredBytes += bytes.Length;
        return name;
    }

    /// <summary>Floats in the type that the graph calculates in.</summary>
    public string Floats(string wanted, TensorType type, ReadOnlySpan<long> dimensions, float[] values) => type == TensorType.Float16
        ? Tensor(wanted, type, dimensions, Array.ConvertAll(values, static v => (Half)v))
        : Tensor(wanted, TensorType.Float, dimensions, values);

    /// <summary>Adds a node with one output before the node that is being replaced, and returns the output.</summary>
    public string Node(string operation, string domain, ReadOnlySpan<string> inputs, string output, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        Nodes(operation, domain, inputs, [output], attributes);
        return output;
    }

    public void Nodes(string operation, string domain, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        if (domain == ModelNode.MicrosoftDomain && Model.Opset(domain) is null)
            Model.SetOpset(domain, 1);
        _pending.Add(ModelNode.Create(operation, domain, outputs[0] + "/" + operation, inputs, outputs, attributes));
    }

    /// <summary>What several products share, made when the first asks for it.</summary>
    public T Shared<T>(string key, Func<T> make)
        where T : notnull
    {
        if (_shared.TryGetValue(key, out var known))
            return (T)known;
        var made = make();
        _shared.Add(key, made);
        return made;
    }

    /// <summary>Puts the nodes that were added where a product was; <paramref name="result"/> gets the product's bias and name.</summary>
    public void Finish(MatrixProduct product, string result)
    {
        if (product.Bias is { } bias)
            Node("Add", "", [result, ScaledBias(product, bias)], product.Output);
        Finish(product.Node);
        _replacedTensors.Add(product.Weight.Name);
        if (product.Bias is not null)
            _replacedTensors.Add(product.Bias);
    }

    /// <summary>Puts the nodes that were added where another was.</summary>
    public void Finish(ModelNode node)
    {
        Graph.Replace(node, _pending);
        _pending.Clear();
    }

    /// <summary>Puts the nodes that were added before another.</summary>
    public void FinishBefore(ModelNode node)
    {
        Graph.InsertBefore(node, _pending);
        _pending.Clear();
    }

    /// <summary>Where a product's result goes before its bias is added.</summary>
    public string Result(MatrixProduct product) => product.Bias is null ? product.Output : Name($"{product.Output}/product");

    /// <summary>Tells that a tensor was replaced, so that it may go when nothing else reads it.</summary>
    public void Replaced(string tensor) => _replacedTensors.Add(tensor);

    /// <summary>Removes what nothing reads any more: replaced tensors, and the nodes that turned them.</summary>
    public void RemoveUnused()
    {
        for (var isChanged = true; isChanged;)
        {
            var used = GraphUses.Names(Graph);
            var dead = Graph.Nodes.Where(n => n.Operation is "Transpose" or "Identity" && _replacedTensors.Contains(n.Inputs[0]) && !n.Outputs.Any(used.Contains)).ToHashSet();
            foreach (var node in dead)
                _replacedTensors.UnionWith(node.Inputs);
            Graph.RemoveNodes(dead);
            isChanged = dead.Count > 0;
        }

        Graph.RemoveUnused(_replacedTensors);
    }

    private string ScaledBias(MatrixProduct product, string bias)
    {
        if (product.Beta == 1)
            return bias;
        if (Graph.Initializer(bias) is { IsFloat: true } tensor)
            return Floats($"{bias}.scaled", product.Weight.Type, [.. tensor.Dimensions], Array.ConvertAll(tensor.ReadFloats(), v => v * product.Beta));
        var beta = Floats($"{product.Output}/beta", product.Weight.Type, [], [product.Beta]);
        return Node("Mul", "", [bias, beta], Name($"{bias}.scaled"));
    }
}
