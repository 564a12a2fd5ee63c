using System.Globalization;
using System.Runtime.InteropServices;

namespace OptPolicy.Kernels.Onnx;

/// <summary>An ONNX model under construction: nodes and small tensors in memory, large tensors streamed to a file beside it. Not thread-safe.</summary>
/// <param name="external">Where large tensors go.</param>
internal sealed class OnnxGraph(ExternalTensorFile external)
{
    public const string MicrosoftDomain = "com.microsoft";

    private const int IrVersion = 10;
    private const int OnnxOpset = 21;
    private const int MicrosoftOpset = 1;
    private const int ExternalDataLocation = 1;
    private const int InlineBytesMax = 1024;

    private readonly List<ProtobufWriter> _nodes = [];
    private readonly List<ProtobufWriter> _initializers = [];
    private readonly List<ProtobufWriter> _inputs = [];
    private readonly List<ProtobufWriter> _outputs = [];

    public void Input(string name, OnnxElementType type, params ReadOnlySpan<OnnxDimension> dimensions) => _inputs.Add(ValueInfo(name, type, dimensions));

    public void Output(string name, OnnxElementType type, params ReadOnlySpan<OnnxDimension> dimensions) => _outputs.Add(ValueInfo(name, type, dimensions));

    /// <summary>Adds a node with one output and returns the output's name.</summary>
    public string Node(string operation, ReadOnlySpan<string> inputs, string output, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        Node(operation, "", inputs, [output], attributes);
        return output;
    }

    /// <summary>Adds a node. An empty name stands for an optional input or output that is left out.</summary>
    public void Node(string operation, string domain, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var node = new ProtobufWriter();
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(3, $"{operation}_{_nodes.Count}");
        node.Text(4, operation);
        foreach (var attribute in attributes)
            node.Message(5, attribute.ToMessage());
        if (domain.Length > 0)
            node.Text(7, domain);
        _nodes.Add(node);
    }

    /// <summary>Adds a tensor whose data is at hand and returns its name.</summary>
    public string Tensor<T>(string name, OnnxElementType type, ReadOnlySpan<long> dimensions, ReadOnlySpan<T> data)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(data);
        if (bytes.Length <= InlineBytesMax)
        {
            var tensor = TensorHeader(name, type, dimensions);
            tensor.Bytes(9, bytes);
            _initializers.Add(tensor);
        }
        else
        {
            var copy = bytes.ToArray();
            Tensor(name, type, dimensions, external.Append(copy.Length, stream => stream.Write(copy)));
        }

        return name;
    }

    /// <summary>Adds a tensor that <paramref name="write"/> streams to the file and returns its name.</summary>
    public string Tensor(string name, OnnxElementType type, ReadOnlySpan<long> dimensions, long bytes, Action<Stream> write) =>
        Tensor(name, type, dimensions, external.Append(bytes, write));

    /// <summary>Streams data to the file, for one or more tensors to refer to.</summary>
    public ExternalTensor Store(long bytes, Action<Stream> write) => external.Append(bytes, write);

    /// <summary>Adds a tensor that is already in the file (two tensors may share their bytes) and returns its name.</summary>
    public string Tensor(string name, OnnxElementType type, ReadOnlySpan<long> dimensions, ExternalTensor place)
    {
        var tensor = TensorHeader(name, type, dimensions);
        Entry(tensor, "location", external.Name);
        Entry(tensor, "offset", place.Offset.ToString(CultureInfo.InvariantCulture));
        Entry(tensor, "length", place.Bytes.ToString(CultureInfo.InvariantCulture));
        tensor.Int(14, ExternalDataLocation);
        _initializers.Add(tensor);
        return name;

        static void Entry(ProtobufWriter tensor, string key, string value)
        {
            var entry = new ProtobufWriter();
            entry.Text(1, key);
            entry.Text(2, value);
            tensor.Message(13, entry);
        }
    }

    /// <summary>Writes the graph (not the large tensors, which are already written).</summary>
    public void Save(string path)
    {
        var graph = new ProtobufWriter();
        foreach (var node in _nodes)
            graph.Message(1, node);
        graph.Text(2, "decoder");
        foreach (var tensor in _initializers)
            graph.Message(5, tensor);
        foreach (var input in _inputs)
            graph.Message(11, input);
        foreach (var output in _outputs)
            graph.Message(12, output);

        var model = new ProtobufWriter();
        model.Int(1, IrVersion);
        model.Text(2, "OptPolicy.Kernels");
        model.Message(7, graph);
        Opset(model, "", OnnxOpset);
        Opset(model, MicrosoftDomain, MicrosoftOpset);

        using var file = File.Create(path);
        file.Write(model.Written);
    }

    private static void Opset(ProtobufWriter model, string domain, int version)
    {
        var opset = new ProtobufWriter();
        opset.Text(1, domain);
        opset.Int(2, version);
        model.Message(8, opset);
    }

    private static ProtobufWriter TensorHeader(string name, OnnxElementType type, ReadOnlySpan<long> dimensions)
    {
        var tensor = new ProtobufWriter();
        foreach (var dimension in dimensions)
            tensor.Int(1, dimension);
        tensor.Int(2, (int)type);
        tensor.Text(8, name);
        return tensor;
    }

    private static ProtobufWriter ValueInfo(string name, OnnxElementType type, ReadOnlySpan<OnnxDimension> dimensions)
    {
        var shape = new ProtobufWriter();
        foreach (var dimension in dimensions)
        {
            var message = new ProtobufWriter();
            if (dimension.Name is { } symbol)
                message.Text(2, symbol);
            else
                message.Int(1, dimension.Size);
            shape.Message(1, message);
        }

        var tensorType = new ProtobufWriter();
        tensorType.Int(1, (int)type);
        tensorType.Message(2, shape);
        var typeMessage = new ProtobufWriter();
        typeMessage.Message(1, tensorType);
        var info = new ProtobufWriter();
        info.Text(1, name);
        info.Message(2, typeMessage);
        return info;
    }
}
