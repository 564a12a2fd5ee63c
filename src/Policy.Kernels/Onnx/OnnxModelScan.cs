namespace OptPolicy.Kernels.Onnx;

/// <summary>Collects from a model what <see cref="OnnxModelInfo"/> tells. Field numbers are those of onnx.proto.</summary>
/// <exception cref="InvalidDataException">From every member: the bytes are no model.</exception>
internal sealed class OnnxModelScan
{
    private readonly List<OnnxValue> _inputs = [];
    private readonly List<OnnxValue> _outputs = [];
    private readonly HashSet<string> _initializers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _operations = new(StringComparer.Ordinal);
    private readonly HashSet<string> _dataFiles = new(StringComparer.Ordinal);

    public OnnxModelInfo ToInfo(string path) => new(
        path,
        // Models of the first IR versions list their weights among the inputs.
        _inputs.Where(input => !_initializers.Contains(input.Name)).DistinctBy(static v => v.Name).ToDictionary(static v => v.Name, StringComparer.Ordinal),
        _outputs.DistinctBy(static v => v.Name).ToDictionary(static v => v.Name, StringComparer.Ordinal),
        _operations,
        _dataFiles);

    public void Model(ProtobufReader model)
    {
        while (model.Next())
        {
            if (model.Field == 7)
                Graph(model.Message());
            else
                model.Skip();
        }
    }

    private void Graph(ProtobufReader graph)
    {
        while (graph.Next())
        {
            switch (graph.Field)
            {
                case 1:
                    Node(graph.Message());
                    break;
                case 5:
                    Tensor(graph.Message());
                    break;
                case 11:
                    _inputs.Add(Value(graph.Message()));
                    break;
                case 12:
                    _outputs.Add(Value(graph.Message()));
                    break;
                default:
                    graph.Skip();
                    break;
            }
        }
    }

    private void Node(ProtobufReader node)
    {
        while (node.Next())
        {
            if (node.Field == 4)
                _operations.Add(node.Text());
            else
                node.Skip();
        }
    }

    private void Tensor(ProtobufReader tensor)
    {
        while (tensor.Next())
        {
            switch (tensor.Field)
            {
                case 8:
                    _initializers.Add(tensor.Text());
                    break;
                case 13:
                    var (key, value) = Entry(tensor.Message());
                    if (key == "location")
                        _dataFiles.Add(value);
                    break;
                default:
                    tensor.Skip();
                    break;
            }
        }
    }

    private static (string Key, string Value) Entry(ProtobufReader entry)
    {
        var (key, value) = ("", "");
        while (entry.Next())
        {
            if (entry.Field == 1)
                key = entry.Text();
            else if (entry.Field == 2)
                value = entry.Text();
            else
                entry.Skip();
        }

        return (key, value);
    }

    private static OnnxValue Value(ProtobufReader value)
    {
        var (name, type) = ("", OnnxElementType.Undefined);
        var dimensions = new List<OnnxDimension>();
        while (value.Next())
        {
            if (value.Field == 1)
                name = value.Text();
            else if (value.Field == 2)
                Nested(value.Message(), 1, tensor => type = Type(tensor, dimensions));
            else
                value.Skip();
        }

        return new OnnxValue(name, type, dimensions);
    }

    private static OnnxElementType Type(ProtobufReader tensor, List<OnnxDimension> dimensions)
    {
        var type = OnnxElementType.Undefined;
        while (tensor.Next())
        {
            if (tensor.Field == 1)
                type = (OnnxElementType)tensor.Integer();
            else if (tensor.Field == 2)
                Nested(tensor.Message(), 1, dimension => dimensions.Add(Dimension(dimension)));
            else
                tensor.Skip();
        }

        return type;
    }

    private static OnnxDimension Dimension(ProtobufReader dimension)
    {
        OnnxDimension result = -1;
        while (dimension.Next())
        {
            if (dimension.Field == 1)
                result = dimension.Integer();
            else if (dimension.Field == 2)
                result = dimension.Text();
            else
                dimension.Skip();
        }

        return result;
    }

    private static void Nested(ProtobufReader message, int field, Action<ProtobufReader> read)
    {
        while (message.Next())
        {
            if (message.Field == field)
                read(message.Message());
            else
                message.Skip();
        }
    }
}
