using OptPolicy.Kernels.Onnx;

namespace OptPolicy.Quantization.Tests.Graphs;

/// <summary>A model with everything that an editor could lose: unknown fields, a function, metadata, a sparse initialiser.</summary>
internal static class OddModel
{
    /// <summary>A field number that onnx.proto does not have.</summary>
    public const int UnknownField = 900;

    public static byte[] Bytes()
    {
        var node = new ProtobufWriter();
        node.Text(1, "x");
        node.Text(2, "y");
        node.Text(4, "Identity");
        node.Text(UnknownField, "a node's note");

        var sparse = new ProtobufWriter();
        sparse.Int(3, 3);

        var graph = new ProtobufWriter();
        graph.Message(1, node);
        graph.Text(2, "odd");
        graph.Message(11, Value("x"));
        graph.Message(12, Value("y"));
        graph.Message(15, sparse);
        graph.Text(UnknownField, "a graph's note");

        var model = new ProtobufWriter();
        model.Int(1, 8);
        model.Message(7, graph);
        model.Message(8, Pair("", 17));
        model.Message(14, Pair("author", "somebody"));
        var function = new ProtobufWriter();
        function.Text(1, "MyFunction");
        model.Message(25, function);
        model.Text(UnknownField, "left alone");
        return model.Written.ToArray();
    }

    private static ProtobufWriter Value(string name)
    {
        var type = new ProtobufWriter();
        var tensor = new ProtobufWriter();
        tensor.Int(1, 1);
        type.Message(1, tensor);
        var value = new ProtobufWriter();
        value.Text(1, name);
        value.Message(2, type);
        return value;
    }

    private static ProtobufWriter Pair(string first, object second)
    {
        var pair = new ProtobufWriter();
        pair.Text(1, first);
        if (second is string text)
            pair.Text(2, text);
        else
            pair.Int(2, (int)second);
        return pair;
    }
}
