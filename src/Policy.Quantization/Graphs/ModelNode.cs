using OptPolicy.Kernels.Onnx;

namespace OptPolicy.Quantization.Graphs;

/// <summary>A node of a graph (NodeProto). Not thread-safe.</summary>
internal sealed class ModelNode
{
    public const string MicrosoftDomain = "com.microsoft";

    // Fields of NodeProto and AttributeProto (onnx.proto).
    private const int InputField = 1;
    private const int OutputField = 2;
    private const int NameField = 3;
    private const int OperationField = 4;
    private const int AttributeField = 5;
    private const int DomainField = 7;

    private readonly List<string> _inputs;

    public ModelNode(WireMessage message)
    {
        Message = message;
        _inputs = message.Texts(InputField);
        Outputs = message.Texts(OutputField);
        Name = message.Text(NameField);
        Operation = message.Text(OperationField);
        Domain = message.Text(DomainField) is "ai.onnx" ? "" : message.Text(DomainField);
    }

    public WireMessage Message { get; }

    public string Name { get; }

    public string Operation { get; }

    /// <summary>The operator set; empty for ONNX's own.</summary>
    public string Domain { get; }

    /// <summary>Names; an empty one is an optional input that is left out.</summary>
    public IReadOnlyList<string> Inputs => _inputs;

    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The name, or what can stand for it where a node has none.</summary>
    public string Label => Name.Length > 0 ? Name : Outputs.Count > 0 ? Outputs[0] : Operation;

    public static ModelNode Create(string operation, string domain, string name, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var node = new ProtobufWriter();
        foreach (var input in inputs)
            node.Text(InputField, input);
        foreach (var output in outputs)
            node.Text(OutputField, output);
        node.Text(NameField, name);
        node.Text(OperationField, operation);
        foreach (var attribute in attributes)
            node.Message(AttributeField, attribute.ToMessage());
        if (domain.Length > 0)
            node.Text(DomainField, domain);
        return new ModelNode(WireMessage.Parse(node.Written.ToArray()));
    }

    public bool Is(string operation, string domain = "") => Operation == operation && Domain == domain;

    public void SetInput(int place, string name)
    {
        _inputs[place] = name;
        Message.Set(InputField, _inputs);
    }

    public long Integer(string attribute, long whenMissing = 0) => Attribute(attribute)?.Integer(3, whenMissing) ?? whenMissing;

    public float Single(string attribute, float whenMissing) => Attribute(attribute)?.Single(2) ?? whenMissing;

    public List<long> Integers(string attribute) => Attribute(attribute)?.Integers(8) ?? [];

    public WireMessage? Attribute(string name) => Message.AllNested(AttributeField).FirstOrDefault(a => a.Text(1) == name);

    public IEnumerable<WireMessage> Attributes => Message.AllNested(AttributeField);

    /// <summary>The graphs inside (bodies of If, Loop, Scan).</summary>
    public IEnumerable<WireMessage> Subgraphs => Message.AllNested(AttributeField).SelectMany(static a => a.AllNested(6).Concat(a.AllNested(11)));
}
