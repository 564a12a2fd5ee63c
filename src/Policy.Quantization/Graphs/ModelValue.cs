namespace OptPolicy.Quantization.Graphs;

/// <summary>An input or output of a graph (ValueInfoProto): its name and, when it is a tensor, its type.</summary>
internal sealed class ModelValue
{
    public ModelValue(WireMessage message)
    {
        Name = message.Text(1);
        if (message.Nested(2)?.Nested(1) is not { } tensor)
            return;
        Type = (TensorType)tensor.Integer(1);
        Dimensions = tensor.Nested(2)?.AllNested(1).Select(static d => new ModelDimension(d.Has(1) ? d.Integer(1) : -1, d.Text(2))).ToList();
    }

    public string Name { get; }

    public TensorType Type { get; }

    /// <summary>The shape; <see langword="null"/> when it is not given.</summary>
    public IReadOnlyList<ModelDimension>? Dimensions { get; }
}

/// <summary>A dimension: a size, or -1 and perhaps a name when it is known only at run time.</summary>
internal readonly record struct ModelDimension(long Size, string Symbol);
