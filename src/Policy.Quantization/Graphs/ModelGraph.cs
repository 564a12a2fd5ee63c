using System.Text;

namespace OptPolicy.Quantization.Graphs;

/// <summary>The main graph of a model, open for changes: nodes and initialisers are lists, all else stays as it is. Not thread-safe.</summary>
internal sealed class ModelGraph
{
    // Fields of GraphProto (onnx.proto).
    private const int NodeField = 1;
    private const int InitializerField = 5;
    private const int InputField = 11;
    private const int OutputField = 12;
    private const int TypeInformationField = 13;

    private readonly WireMessage _message;
    private readonly ExternalFolder _folder;
    private readonly List<ModelTensor> _initializers = [];
    private readonly Dictionary<string, ModelTensor> _byName = new(StringComparer.Ordinal);
    private bool _isChanged;

    public ModelGraph(WireMessage message, ExternalFolder folder)
    {
        _message = message;
        _folder = folder;
        Nodes = [.. message.AllNested(NodeField).Select(static m => new ModelNode(m))];
        foreach (var tensor in message.AllNested(InitializerField))
            Append(new ModelTensor(tensor, folder));
        Inputs = message.AllNested(InputField).Select(static m => new ModelValue(m)).Where(i => !_byName.ContainsKey(i.Name)).ToList();
        Outputs = message.AllNested(OutputField).Select(static m => new ModelValue(m)).ToList();
    }

    /// <summary>In the order in which they run.</summary>
    public List<ModelNode> Nodes { get; }

    public IReadOnlyList<ModelTensor> Initializers => _initializers;

    /// <summary>What the caller must give: models of the first versions list their weights among the inputs, and those are left out.</summary>
    public IReadOnlyList<ModelValue> Inputs { get; }

    public IReadOnlyList<ModelValue> Outputs { get; }

    public ExternalFolder Folder => _folder;

    public ModelTensor? Initializer(string name) => _byName.GetValueOrDefault(name);

    public void Add(ModelTensor tensor)
    {
        Append(tensor);
        _isChanged = true;
    }

    /// <summary>Replaces a node by others.</summary>
    public void Replace(ModelNode node, params IEnumerable<ModelNode> others)
    {
        var place = Nodes.IndexOf(node);
        Nodes.RemoveAt(place);
        Nodes.InsertRange(place, others);
        _isChanged = true;
    }

    public void InsertBefore(ModelNode node, params IEnumerable<ModelNode> others)
    {
        Nodes.InsertRange(Nodes.IndexOf(node), others);
        _isChanged = true;
    }

    public void RemoveNodes(IReadOnlySet<ModelNode> nodes)
    {
        if (Nodes.RemoveAll(nodes.Contains) > 0)
            _isChanged = true;
    }

    /// <summary>Tells that a node of the list was edited.</summary>
    public void Touch() => _isChanged = true;

    /// <summary>Removes initialisers that nothing reads any more and returns their bytes.</summary>
    public long RemoveUnused(IReadOnlySet<string> candidates)
    {
        var used = GraphUses.Names(this);
        var removed = _initializers.Where(t => candidates.Contains(t.Name) && !used.Contains(t.Name)).ToList();
        if (removed.Count == 0)
            return 0;
        var names = removed.Select(static t => t.Name).ToHashSet(StringComparer.Ordinal);
        _initializers.RemoveAll(t => names.Contains(t.Name));
        foreach (var name in names)
            _byName.Remove(name);
        RemoveValues(InputField, names);
        _isChanged = true;
        return removed.Sum(static t => t.Bytes);
    }

    /// <summary>Adds a graph output of a type that the runtime infers.</summary>
    public void AddOutput(string name)
    {
        var info = new WireMessage(WireField.Of(1, Encoding.UTF8.GetBytes(name)));
        var places = _message.Fields.Where(static f => f.Number == OutputField).Append(WireField.Of(OutputField, info)).ToArray();
        _message.Replace(OutputField, places);
    }

    /// <summary>Makes initialisers constants where they are listed as inputs too.</summary>
    public void RemoveInitializersFromInputs() => RemoveValues(InputField, _byName.Keys.ToHashSet(StringComparer.Ordinal));

    /// <summary>Forgets the types that were noted for values which no longer exist.</summary>
    public void RemoveTypeInformation(IReadOnlySet<string> names) => RemoveValues(TypeInformationField, names);

    /// <summary>Puts changed nodes and initialisers into the message.</summary>
    public void Flush()
    {
        if (!_isChanged)
            return;
        _message.Replace(NodeField, [.. Nodes.Select(static n => WireField.Of(NodeField, n.Message))]);
        _message.Replace(InitializerField, [.. _initializers.Select(static t => WireField.Of(InitializerField, t.Message))]);
        _isChanged = false;
    }

    private void Append(ModelTensor tensor)
    {
        _initializers.Add(tensor);
        _byName[tensor.Name] = tensor;
    }

    private void RemoveValues(int field, IReadOnlySet<string> names)
    {
        var kept = _message.Fields.Where(f => f.Number == field && !names.Contains((f.Message ?? WireMessage.Parse(f.Bytes)).Text(1))).ToArray();
        _message.Replace(field, kept);
    }
}
