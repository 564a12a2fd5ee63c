using System.Text;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Quantization.Graphs;

/// <summary>
/// An ONNX model that can be changed and written back without losing what is not understood: unknown fields, functions, metadata, training
/// information. Its weights stay in their files until somebody asks for them. Not thread-safe.
/// </summary>
internal sealed class OnnxModel : IDisposable
{
    // Fields of ModelProto (onnx.proto).
    private const int IrVersionField = 1;
    private const int GraphField = 7;
    private const int OpsetField = 8;
    private const int FunctionField = 25;

    private const int FirstVersionWithConstants = 4;

    private readonly MappedFile _file;
    private readonly WireMessage _graph;

    private OnnxModel(string path, MappedFile file)
    {
        _file = file;
        Path = path;
        Folder = new ExternalFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        Message = WireMessage.Parse(file.Memory);
        _graph = Message.Nested(GraphField) ?? throw new InvalidDataException("It has no graph.");
        Graph = new ModelGraph(_graph, Folder);
        if (Graph.Outputs.Count == 0)
            throw new InvalidDataException("It has no graph with outputs.");
        if (Message.Has(FunctionField))
            Functions = [.. Message.AllNested(FunctionField).Select(static f => f.Text(1))];
    }

    public string Path { get; }

    public WireMessage Message { get; }

    public ExternalFolder Folder { get; }

    public ModelGraph Graph { get; }

    /// <summary>Names of the model's own functions.</summary>
    public IReadOnlyList<string> Functions { get; } = [];

    public long IrVersion => Message.Integer(IrVersionField);

    /// <summary>Files beside the model that hold its weights, as the model names them.</summary>
    public IReadOnlySet<string> DataFiles => ExternalTensors.Find(Message).Select(static p => p.File).ToHashSet(StringComparer.Ordinal);

    /// <summary>Opens a model.</summary>
    /// <exception cref="LocalModelException">The file is missing, no ONNX model, or truncated.</exception>
    public static OnnxModel Open(string path)
    {
        MappedFile? file = null;
        try
        {
            file = new MappedFile(path);
            return new OnnxModel(path, file);
        }
        catch (Exception error) when (error is InvalidDataException or OverflowException)
        {
            ((IDisposable?)file)?.Dispose();
            throw new LocalModelException($"'{path}' is no complete ONNX model: {error.Message} Download or export it again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            ((IDisposable?)file)?.Dispose();
            throw new LocalModelException($"'{path}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The version of an operator set that the model imports; <see langword="null"/> when it does not. ONNX's own has the empty name.</summary>
    public int? Opset(string domain)
    {
        foreach (var opset in Message.AllNested(OpsetField))
        {
            if (opset.Text(1) == domain || (domain.Length == 0 && opset.Text(1) == "ai.onnx"))
                return (int)opset.Integer(2);
        }

        return null;
    }

    public void SetOpset(string domain, int version)
    {
        for (var i = 0; i < Message.Fields.Count; i++)
        {
            if (Message.Fields[i] is not { Number: OpsetField } field)
                continue;
            var opset = field.Message ?? WireMessage.Parse(field.Bytes);
            if (opset.Text(1) != domain && !(domain.Length == 0 && opset.Text(1) == "ai.onnx"))
                continue;
            opset.Set(2, version);
            Message.Put(i, WireField.Of(OpsetField, opset));
            return;
        }

        var added = new WireMessage(WireField.Of(1, Encoding.UTF8.GetBytes(domain)), WireField.Of(2, version));
        Message.Replace(OpsetField, [.. Message.Fields.Where(static f => f.Number == OpsetField), WireField.Of(OpsetField, added)]);
    }

    /// <summary>Raises the version of the file format when it is lower.</summary>
    public void RequireIrVersion(long version)
    {
        if (IrVersion >= version)
            return;

        // Before version 4 every initialiser was listed as an input; from then on that would make it a default that callers may replace.
        if (IrVersion < FirstVersionWithConstants)
            Graph.RemoveInitializersFromInputs();
        Message.Set(IrVersionField, version);
    }

    /// <summary>Writes the model; its data files are written by <see cref="ExternalTensors"/> before.</summary>
    public void WriteTo(Stream stream)
    {
        Flush();
        Message.WriteTo(stream);
    }

    /// <summary>Puts changes of the graph into the message.</summary>
    public void Flush()
    {
        Graph.Flush();
        for (var i = 0; i < Message.Fields.Count; i++)
        {
            if (Message.Fields[i].Number == GraphField)
                Message.Put(i, WireField.Of(GraphField, _graph));
        }
    }

    public void Dispose()
    {
        Folder.Dispose();
        ((IDisposable)_file).Dispose();
    }
}
