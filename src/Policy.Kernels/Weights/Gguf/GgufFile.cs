using System.Globalization;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Weights.Gguf;

/// <summary>An open GGUF file: its metadata and its tensors. Reads are thread-safe; disposing closes the file.</summary>
public sealed class GgufFile : IDisposable
{
    internal const uint Magic = 0x46554747; // "GGUF"
    internal const int DefaultAlignment = 32;

    private const int DimensionsMax = 4;
    private const int TensorBytesMin = 24; // an empty name, no dimensions, type and offset

    private GgufFile(IReadOnlyDictionary<string, object> metadata, Checkpoint tensors)
    {
        Metadata = metadata;
        Checkpoint = tensors;
    }

    /// <summary>Numbers, texts, booleans, and arrays of them by key.</summary>
    public IReadOnlyDictionary<string, object> Metadata { get; }

    /// <summary>The tensors, shapes with the outermost dimension first.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="LocalModelException">It is not a GGUF file of version 2 or 3, or it is damaged or truncated.</exception>
    public static GgufFile Open(string path)
    {
        var file = new WeightFileHandle(path);
        try
        {
            return Read(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>An integer of the metadata; <see langword="null"/> if the key is missing.</summary>
    /// <exception cref="LocalModelException">The value is not an integer of 31 bits.</exception>
    public int? Integer(string key)
    {
        if (!Metadata.TryGetValue(key, out var value))
            return null;
        try
        {
            return value is string or bool or float or double or Array ? throw new InvalidCastException() : Convert.ToInt32(value, CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is OverflowException or InvalidCastException)
        {
            throw new LocalModelException($"'{Checkpoint.Path}' gives {key} = {value}, which is not an integer that can be used.", error);
        }
    }

    /// <summary>A value of the metadata of one type; <see langword="default"/> if the key is missing or has another type.</summary>
    public T? Value<T>(string key) => Metadata.TryGetValue(key, out var value) && value is T typed ? typed : default;

    /// <summary>Closes the file.</summary>
    public void Dispose() => Checkpoint.Dispose();

    private static GgufFile Read(WeightFileHandle file)
    {
        var reader = new GgufHeaderReader(file);
        if (reader.Number<uint>() != Magic)
            throw new LocalModelException($"'{file.Path}' is not a GGUF file.");
        if (reader.Number<uint>() is var version && version is not (2 or 3))
            throw new LocalModelException($"'{file.Path}' is GGUF version {version}; versions 2 and 3 are read. Convert the model again with a current llama.cpp.");

        var tensorCount = reader.Count(TensorBytesMin);
        var valueCount = reader.Count(sizeof(ulong) + sizeof(uint));
        var metadata = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var i = 0; i < valueCount; i++)
        {
            var key = reader.Text();
            if (!metadata.TryAdd(key, reader.Value()))
                throw reader.Malformed($"repeats the key '{key}'");
        }

        var alignment = metadata.TryGetValue("general.alignment", out var given) ? given as uint? ?? 0 : DefaultAlignment;
        if (alignment == 0 || alignment % 8 != 0)
            throw reader.Malformed($"asks for an alignment of {given}");
        var entries = new Entry[tensorCount];
        for (var i = 0; i < tensorCount; i++)
            entries[i] = ReadEntry(reader);

        var dataStart = (reader.Position + alignment - 1) / alignment * alignment;
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!tensors.TryAdd(entry.Name, Tensor(file, entry, dataStart)))
                throw new LocalModelException($"'{file.Path}' holds a second tensor '{entry.Name}'.");
        }

        return new GgufFile(metadata, new Checkpoint(file.Path, tensors, [file]));
    }

    private static Entry ReadEntry(GgufHeaderReader reader)
    {
        var name = reader.Text();
        var dimensions = reader.Number<uint>();
        if (dimensions > DimensionsMax)
            throw reader.Malformed($"gives '{name}' {dimensions} dimensions");
        var shape = new long[dimensions];
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            shape[i] = reader.Number<long>();
            if (shape[i] < 0)
                throw reader.Malformed($"gives '{name}' a negative dimension");
        }

        return new Entry(name, shape, reader.Number<uint>(), reader.Number<ulong>());
    }

    private static StoredTensor Tensor(WeightFileHandle file, Entry entry, long dataStart)
    {
        var encoding = GgufTensorType.Encoding(entry.Type);
        var type = GgufTensorType.Name(entry.Type);
        var room = file.Length - dataStart;
        if (room < 0 || entry.Offset > (ulong)room || (encoding is { } known && Bytes(known, entry, file) > room - (long)entry.Offset))
            throw new LocalModelException($"'{entry.Name}' ({type}, [{string.Join(", ", entry.Shape)}]) lies beyond the end of '{file.Path}': the file is truncated. Download or convert it again.");
        return new StoredTensor(entry.Name, type, encoding, entry.Shape, file, dataStart + (long)entry.Offset);
    }

    private static long Bytes(TensorEncoding encoding, Entry entry, WeightFileHandle file)
    {
        if (entry.Shape.Length > 0 && entry.Shape[^1] % encoding.BlockValues() != 0)
            throw new LocalModelException($"'{entry.Name}' in '{file.Path}' has rows of {entry.Shape[^1]} values, which blocks of {encoding.BlockValues()} do not fill.");
        try
        {
            return encoding.Bytes(entry.Shape.Aggregate(1L, static (product, d) => checked(product * d)));
        }
        catch (OverflowException)
        {
            return long.MaxValue;
        }
    }

    private readonly record struct Entry(string Name, long[] Shape, uint Type, ulong Offset);
}
