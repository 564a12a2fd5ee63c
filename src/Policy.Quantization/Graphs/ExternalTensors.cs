namespace OptPolicy.Quantization.Graphs;

/// <summary>Finds every tensor of a model whose data is beside it, wherever it is: initialisers, attributes, subgraphs, functions, sparse tensors.</summary>
internal static class ExternalTensors
{
    private const int TensorName = 8;

    // Which fields of a message hold which messages (onnx.proto).
    private static readonly Dictionary<Kind, (int Field, Kind Kind)[]> Children = new()
    {
        [Kind.Model] = [(7, Kind.Graph), (20, Kind.Training), (25, Kind.Function)],
        [Kind.Training] = [(1, Kind.Graph), (2, Kind.Graph)],
        [Kind.Function] = [(7, Kind.Node)],
        [Kind.Graph] = [(1, Kind.Node), (5, Kind.Tensor), (15, Kind.Sparse)],
        [Kind.Node] = [(5, Kind.Attribute)],
        [Kind.Attribute] = [(5, Kind.Tensor), (6, Kind.Graph), (10, Kind.Tensor), (11, Kind.Graph), (22, Kind.Sparse), (23, Kind.Sparse)],
        [Kind.Sparse] = [(1, Kind.Tensor), (2, Kind.Tensor)],
        [Kind.Tensor] = [],
    };

    private enum Kind
    {
        Model,
        Training,
        Function,
        Graph,
        Node,
        Attribute,
        Sparse,
        Tensor,
    }

    /// <summary>Places of all such tensors.</summary>
    public static List<ExternalPlace> Find(WireMessage model)
    {
        var places = new List<ExternalPlace>();
        Edit(model, Kind.Model, tensor =>
        {
            if (ExternalPlace.Of(tensor) is { } place)
                places.Add(place);
            return false;
        });
        return places;
    }

    /// <summary>Offers every tensor of a model to <paramref name="edit"/>, which says whether it changed it.</summary>
    public static void EditAll(WireMessage model, Func<WireMessage, bool> edit) => Edit(model, Kind.Model, edit);

    /// <summary>The name of a tensor.</summary>
    public static string Name(WireMessage tensor) => tensor.Text(TensorName);

    private static bool Edit(WireMessage message, Kind kind, Func<WireMessage, bool> edit)
    {
        if (kind == Kind.Tensor)
            return edit(message);
        var isChanged = false;
        for (var i = 0; i < message.Fields.Count; i++)
        {
            var field = message.Fields[i];
            if (field.Wire != WireType.Bytes || Array.Find(Children[kind], c => c.Field == field.Number) is not { Field: > 0 } child)
                continue;
            var inner = field.Message ?? WireMessage.Parse(field.Bytes);
            if (!Edit(inner, child.Kind, edit))
                continue;
            message.Put(i, WireField.Of(field.Number, inner));
            isChanged = true;
        }

        return isChanged;
    }
}
