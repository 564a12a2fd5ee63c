using System.Security.Cryptography;
using OptPolicy.Kernels.Onnx;

namespace OptPolicy.Quantization.Graphs;

/// <summary>
/// A model on its way to a new file: large tensors go straight to a data file beside it when there is one, else they stay inside the model.
/// Equal tensors share their bytes. Not thread-safe.
/// </summary>
internal sealed class ModelFile : IDisposable
{
    private const int InsideBytesMax = 1024;

    private readonly string _path;
    private readonly ExternalTensorFile? _data;
    private readonly Dictionary<string, ExternalPlace> _stored = new(StringComparer.Ordinal);
    private readonly HashSet<WireMessage> _own = [];

    /// <param name="path">The <c>.onnx</c> file.</param>
    /// <param name="dataFile">Name of the data file; <see langword="null"/> to keep everything inside the model.</param>
    public ModelFile(string path, string? dataFile)
    {
        _path = path;
        if (dataFile is not null)
            _data = new ExternalTensorFile(Path.Combine(Path.GetDirectoryName(path)!, dataFile));
    }

    /// <summary>Stores data and returns the tensor that refers to it.</summary>
    public ModelTensor Store(string name, TensorType type, ReadOnlySpan<long> dimensions, ReadOnlyMemory<byte> data, ExternalFolder folder)
    {
        if (_data is null || data.Length <= InsideBytesMax)
            return ModelTensor.Of(name, type, dimensions, data, folder);
        var key = Convert.ToHexString(SHA256.HashData(data.Span));
        var tensor = ModelTensor.Of(name, type, dimensions, Stored(key, data.Length, stream => stream.Write(data.Span)), folder);
        _own.Add(tensor.Message);
        return tensor;
    }

    /// <summary>Writes the model, and those of its tensors that are beside it or too large to be inside.</summary>
    public void Save(OnnxModel model)
    {
        model.Flush();
        ExternalTensors.EditAll(model.Message, message => Move(message, model.Folder));
        _data?.Dispose();
        using var file = new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
        model.Message.WriteTo(file);
    }

    public void Dispose() => _data?.Dispose();

    private bool Move(WireMessage message, ExternalFolder folder)
    {
        if (_own.Contains(message))
            return false;
        if (ExternalPlace.Of(message) is { } place)
        {
            var tensor = new ModelTensor(message, folder);
            if (_data is null)
            {
                using var inside = new MemoryStream();
                tensor.CopyTo(inside);
                message.Remove(13, 14);
                message.Replace(9, WireField.Of(9, inside.ToArray()));
                return true;
            }

            // Bytes that two tensors shared stay shared.
            Stored($"{place.File}|{place.Offset}|{tensor.Bytes}", tensor.Bytes, tensor.CopyTo).WriteTo(message);
            return true;
        }

        if (_data is null || message.Bytes(9) is not { Length: > InsideBytesMax } data)
            return false;
        Stored(Convert.ToHexString(SHA256.HashData(data.Span)), data.Length, stream => stream.Write(data.Span)).WriteTo(message);
        return true;
    }

    private ExternalPlace Stored(string key, long bytes, Action<Stream> write)
    {
        if (_stored.TryGetValue(key, out var place))
            return place;
        var stored = _data!.Append(bytes, write);
        place = new ExternalPlace(_data.Name, stored.Offset, stored.Bytes);
        _stored.Add(key, place);
        return place;
    }
}
