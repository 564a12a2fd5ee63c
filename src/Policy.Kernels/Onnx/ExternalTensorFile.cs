namespace OptPolicy.Kernels.Onnx;

/// <summary>
/// The file beside a graph that holds its large tensors, written front to back so that a model larger than memory can be written.
/// Not thread-safe.
/// </summary>
internal sealed class ExternalTensorFile : IDisposable
{
    // A multiple of the page size: ONNX Runtime can then map a tensor instead of reading it.
    private const int Alignment = 4096;

    private readonly FileStream _stream;

    public ExternalTensorFile(string path)
    {
        Name = Path.GetFileName(path);
        _stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
    }

    /// <summary>The file's name, as a graph refers to it.</summary>
    public string Name { get; }

    /// <summary>Appends a tensor and returns where it is.</summary>
    /// <exception cref="InvalidOperationException">The callback wrote more or fewer than <paramref name="bytes"/>.</exception>
    public ExternalTensor Append(long bytes, Action<Stream> write)
    {
        var padding = (Alignment - _stream.Position % Alignment) % Alignment;
        _stream.Write(new byte[padding]);
        var offset = _stream.Position;
        write(_stream);
        if (_stream.Position - offset != bytes)
            throw new InvalidOperationException($"A tensor of {bytes} bytes was written as {_stream.Position - offset}.");
        return new ExternalTensor(offset, bytes);
    }

    public void Dispose() => _stream.Dispose();
}

/// <summary>Where a tensor lies in an <see cref="ExternalTensorFile"/>.</summary>
internal readonly record struct ExternalTensor(long Offset, long Bytes);
