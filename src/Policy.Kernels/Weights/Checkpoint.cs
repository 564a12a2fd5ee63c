using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Weights;

/// <summary>The tensors of one weight file, or of several that belong together. Reads are thread-safe; disposing closes the files.</summary>
public sealed class Checkpoint : IDisposable
{
    private readonly IReadOnlyList<WeightFileHandle> _files;

    internal Checkpoint(string path, IReadOnlyDictionary<string, StoredTensor> tensors, IReadOnlyList<WeightFileHandle> files)
    {
        Path = path;
        Tensors = tensors;
        _files = files;
    }

    /// <summary>The file or folder that was opened.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>The weight files.</summary>
    public IEnumerable<string> Files => _files.Select(static f => f.Path);

    /// <summary>A tensor as a matrix; with one row, a vector.</summary>
    /// <exception cref="LocalModelException">The tensor is missing, has another shape, or has a type that is not supported.</exception>
    public WeightMatrix Matrix(string name, int rows, int columns)
    {
        if (Tensors.TryGetValue(name, out var tensor))
            return tensor.AsMatrix(rows, columns);
        throw new LocalModelException($"'{Path}' has no tensor '{name}'. The checkpoint is incomplete, or its architecture is not the one its configuration names.");
    }

    /// <summary>Closes the files; matrices over them cannot be read after.</summary>
    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }
}
