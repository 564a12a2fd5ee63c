namespace OptPolicy.Kernels.Onnx;

/// <summary>A node's attribute: an integer, a float, or a list of integers.</summary>
internal readonly record struct OnnxAttribute(string Name, long? Integer, float? Single, long[]? Integers)
{
    private const int FloatKind = 1;
    private const int IntegerKind = 2;
    private const int IntegersKind = 7;

    public static implicit operator OnnxAttribute((string Name, long Value) attribute) => new(attribute.Name, attribute.Value, null, null);

    public static implicit operator OnnxAttribute((string Name, float Value) attribute) => new(attribute.Name, null, attribute.Value, null);

    public static implicit operator OnnxAttribute((string Name, long[] Values) attribute) => new(attribute.Name, null, null, attribute.Values);

    /// <summary>This attribute as an AttributeProto.</summary>
    public ProtobufWriter ToMessage()
    {
        var message = new ProtobufWriter();
        message.Text(1, Name);
        if (Single is { } single)
        {
            message.Float(2, single);
            message.Int(20, FloatKind);
        }
        else if (Integer is { } integer)
        {
            message.Int(3, integer);
            message.Int(20, IntegerKind);
        }
        else
        {
            foreach (var value in Integers!)
                message.Int(8, value);
            message.Int(20, IntegersKind);
        }

        return message;
    }
}
