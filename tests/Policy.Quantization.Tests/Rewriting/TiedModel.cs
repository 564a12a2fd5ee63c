using System.Runtime.InteropServices;
using OptPolicy.Kernels.Onnx;
using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Tests.Rewriting;

/// <summary>A graph whose head multiplies by its own embedding, transposed.</summary>
internal static class TiedModel
{
    public const int Rows = 96;
    public const int Width = 64;

    public static string Write(string path)
    {
        var graph = new TestGraph();
        graph.Input("ids", TensorType.Int64, 1, -1);
        graph.Output("logits");
        graph.Tensor("embedding", TestGraph.Random(Rows * Width, 1), Rows, Width);
        graph.Node("Gather", ["embedding", "ids"], "hidden");
        graph.Node("Transpose", ["embedding"], "turned");
        graph.Node("MatMul", ["hidden", "turned"], "logits");
        return graph.Save(path);
    }
}

/// <summary>A small graph with everything inside, in any opset.</summary>
internal sealed class TestGraph
{
    private readonly List<ProtobufWriter> _nodes = [];
    private readonly List<ProtobufWriter> _tensors = [];
    private readonly List<ProtobufWriter> _inputs = [];
    private readonly List<ProtobufWriter> _outputs = [];

    public int Opset { get; init; } = 17;

    public static float[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() + random.NextSingle() - 1) / 4)];
    }

    public void Input(string name, TensorType type, params ReadOnlySpan<long> sizes) => _inputs.Add(Value(name, type, sizes));

    public void Output(string name) => _outputs.Add(Value(name, TensorType.Undefined, []));

    public void Tensor(string name, float[] values, params ReadOnlySpan<long> sizes) => Tensor(name, TensorType.Float, MemoryMarshal.AsBytes(values.AsSpan()), sizes);

    public void Tensor(string name, TensorType type, ReadOnlySpan<byte> data, params ReadOnlySpan<long> sizes)
    {
        var tensor = new ProtobufWriter();
        foreach (var size in sizes)
            tensor.Int(1, size);
        tensor.Int(2, (int)type);
        tensor.Text(8, name);
        tensor.Bytes(9, data);
        _tensors.Add(tensor);
    }

    public void Node(string operation, ReadOnlySpan<string> inputs, string output, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var node = new ProtobufWriter();
        foreach (var input in inputs)
            node.Text(1, input);
        node.Text(2, output);
        node.Text(3, $"{operation}.{output}");
        node.Text(4, operation);
        foreach (var attribute in attributes)
            node.Message(5, attribute.ToMessage());
        _nodes.Add(node);
    }

    public string Save(string path)
    {
        var graph = new ProtobufWriter();
        foreach (var node in _nodes)
            graph.Message(1, node);
        graph.Text(2, "test");
        foreach (var tensor in _tensors)
            graph.Message(5, tensor);
        foreach (var input in _inputs)
            graph.Message(11, input);
        foreach (var output in _outputs)
            graph.Message(12, output);
        var opset = new ProtobufWriter();
        opset.Text(1, "");
        opset.Int(2, Opset);
        var model = new ProtobufWriter();
        model.Int(1, 8);
        model.Message(7, graph);
        model.Message(8, opset);
        File.WriteAllBytes(path, model.Written);
        return path;
    }

    private static ProtobufWriter Value(string name, TensorType type, ReadOnlySpan<long> sizes)
    {
        var value = new ProtobufWriter();
        value.Text(1, name);
        if (type == TensorType.Undefined)
            return value;
        var shape = new ProtobufWriter();
        foreach (var size in sizes)
        {
            var dimension = new ProtobufWriter();
            if (size < 0)
                dimension.Text(2, $"{name}.size");
            else
                dimension.Int(1, size);
            shape.Message(1, dimension);
        }

        var tensor = new ProtobufWriter();
        tensor.Int(1, (int)type);
        tensor.Message(2, shape);
        var typeMessage = new ProtobufWriter();
        typeMessage.Message(1, tensor);
        value.Message(2, typeMessage);
        return value;
    }
}
