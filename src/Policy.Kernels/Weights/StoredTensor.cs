using System.Runtime.InteropServices;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Weights;

/// <summary>A tensor in a weight file: what it is called and how it is stored; its values are read on demand. Thread-safe.</summary>
public sealed class StoredTensor
{
    private readonly WeightFileHandle _file;
    private readonly long _offset;

    internal StoredTensor(string name, string typeName, TensorEncoding? encoding, IReadOnlyList<long> shape, WeightFileHandle file, long offset)
    {
        Name = name;
        TypeName = typeName;
        Encoding = encoding;
        Shape = shape;
        _file = file;
        _offset = offset;
    }

    /// <summary>The tensor's name in its file.</summary>
    public string Name { get; }

    /// <summary>The file's own name of the data type.</summary>
    public string TypeName { get; }

    /// <summary>How the values are stored; <see langword="null"/> for a type that holds no weights that can be read here.</summary>
    public TensorEncoding? Encoding { get; }

    /// <summary>Dimensions, the outermost first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The file.</summary>
    public string FilePath => _file.Path;

    /// <summary>The tensor as a matrix; with one row, a vector.</summary>
    /// <exception cref="LocalModelException">The shape is another, or the type is not supported.</exception>
    public WeightMatrix AsMatrix(int rows, int columns)
    {
        var matches = Shape.Count switch
        {
            1 => rows == 1 && Shape[0] == columns,
            2 => Shape[0] == rows && Shape[1] == columns,
            _ => false,
        };
        if (!matches)
        {
            var expected = rows == 1 ? $"[{columns}]" : $"[{rows}, {columns}]";
            throw new LocalModelException($"'{Name}' in '{FilePath}' has shape [{string.Join(", ", Shape)}], but the model's configuration needs {expected}. The configuration belongs to another checkpoint, or the export changed the tensor.");
        }

        if (Encoding is not { } encoding)
            throw new LocalModelException($"'{Name}' in '{FilePath}' is stored as {TypeName}, which is not supported. Export the model as F32, F16 or BF16, or as Q8_0 or Q4_0 in GGUF.");
        return new EncodedMatrix(Name, rows, columns, encoding, _file, _offset);
    }

    /// <summary>The values of a vector of 64-bit integers.</summary>
    /// <exception cref="LocalModelException">The shape or the type is another.</exception>
    internal long[] ReadIntegers(int count)
    {
        if (Shape is not [var length] || length != count || TypeName != "I64")
            throw new LocalModelException($"'{Name}' in '{FilePath}' is {TypeName} [{string.Join(", ", Shape)}]; I64 [{count}] is needed.");
        var values = new long[count];
        _file.Read(_offset, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
