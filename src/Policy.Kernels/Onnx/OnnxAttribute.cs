namespace OptPolicy.Kernels.Onnx;

/// <summary>A node's attribute: an integer, a float, a text, or a list of integers.</summary>
/// <param name="Name">The attribute's name.</param>
/// <param name="Value">A <see cref="long"/>, <see cref="float"/>, <see cref="string"/> or array of <see cref="long"/>.</param>
internal readonly record struct OnnxAttribute(string Name, object Value)
{
    // AttributeProto.AttributeType
    private const int FloatKind = 1;
    private const int IntegerKind = 2;
    private const int TextKind = 3;
    private const int IntegersKind = 7;

    public static implicit operator OnnxAttribute((string Name, long Value) attribute) => new(attribute.Name, attribute.Value);

    public static implicit operator OnnxAttribute((string Name, float Value) attribute) => new(attribute.Name, attribute.Value);

    public static implicit operator OnnxAttribute((string Name, string Value) attribute) => new(attribute.Name, attribute.Value);

    public static implicit operator OnnxAttribute((string Name, long[] Values) attribute) => new(attribute.Name, attribute.Values);

    /// <summary>This attribute as an AttributeProto.</summary>
    public ProtobufWriter ToMessage()
    {
        var message = new ProtobufWriter();
        message.Text(1, Name);
        switch (Value)
        {
            case float single:
                message.Float(2, single);
                message.Int(20, FloatKind);
                break;
            case long integer:
                message.Int(3, integer);
                message.Int(20, IntegerKind);
                break;
            case string text:
                message.Text(4, text);
                message.Int(20, TextKind);
                break;
            default:
                foreach (var value in (long[])Value)
                    message.Int(8, value);
                message.Int(20, IntegersKind);
                break;
        }

        return message;
    }
}
