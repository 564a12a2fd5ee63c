using OptPolicy.Kernels.Models;

namespace OptPolicy.Quantization.Graphs;

/// <summary>The files beside a model that hold its large tensors; each is opened once. Not thread-safe.</summary>
/// <param name="path">The model's folder.</param>
internal sealed class ExternalFolder(string path) : IDisposable
{
    private const int PieceBytes = 4 << 20;

    private readonly Dictionary<string, FileStream> _files = new(StringComparer.Ordinal);

    public string Path { get; } = path;

    public byte[] Read(ExternalPlace place, long bytes)
    {
        if (bytes > Array.MaxLength)
            throw new InvalidDataException($"A tensor of {bytes:N0} bytes is larger than an array can be.");
        var data = new byte[bytes];
        Open(place, bytes).ReadExactly(data);
        return data;
    }

    /// <summary>Copies piece by piece: a tensor may be larger than an array can be.</summary>
    public void Copy(ExternalPlace place, long bytes, Stream destination)
    {
        var file = Open(place, bytes);
        var piece = new byte[Math.Min(PieceBytes, Math.Max(1, bytes))];
        for (var left = bytes; left > 0;)
        {
            var part = piece.AsSpan(0, (int)Math.Min(left, piece.Length));
            file.ReadExactly(part);
            destination.Write(part);
            left -= part.Length;
        }
    }

    public void Dispose()
    {
        foreach (var file in _files.Values)
            file.Dispose();
    }

    private FileStream Open(ExternalPlace place, long bytes)
    {
        if (!_files.TryGetValue(place.File, out var file))
        {
            var full = System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, place.File));

            // A model must not read any file of the machine.
            if (System.IO.Path.IsPathRooted(place.File) || System.IO.Path.GetRelativePath(Path, full).StartsWith("..", StringComparison.Ordinal))
                throw new LocalModelException($"The model keeps weights in '{place.File}', which is outside its folder. Move the file beside the model.");
            if (!File.Exists(full))
                throw new LocalModelException($"The model keeps weights in '{place.File}', which is not beside it. Copy that file too.");
            file = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            _files.Add(place.File, file);
        }

        if (place.Offset + bytes > file.Length || place.Length < bytes)
            throw new InvalidDataException($"'{place.File}' has {file.Length:N0} bytes, and a tensor of {bytes:N0} bytes is said to start at {place.Offset:N0}. Copy the file again.");
        file.Position = place.Offset;
        return file;
    }
}
