using System.Buffers.Binary;
using System.Text.Json;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Weights.Safetensors;

/// <summary>Opens checkpoints in the safetensors format: one file, or a folder with one file or shards and their index.</summary>
public static class SafetensorsReader
{
    /// <summary>Name of a checkpoint of one file.</summary>
    public const string SingleFileName = "model.safetensors";

    /// <summary>Name of the index of a checkpoint in shards.</summary>
    public const string IndexFileName = "model.safetensors.index.json";

    private const int LengthBytes = sizeof(ulong);
    private const long HeaderBytesMax = 100_000_000; // the format's own limit

    /// <summary>Opens a checkpoint.</summary>
    /// <param name="path">A .safetensors file, or a folder that holds <see cref="IndexFileName"/> or <see cref="SingleFileName"/>.</param>
    /// <exception cref="LocalModelException">There is no checkpoint, or it is damaged or truncated.</exception>
    public static Checkpoint Open(string path)
    {
        var files = new List<WeightFileHandle>();
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        try
        {
            foreach (var file in Files(path))
            {
                files.Add(new WeightFileHandle(file));
                ReadHeader(files[^1], tensors);
            }

            return new Checkpoint(path, tensors, files);
        }
        catch
        {
            foreach (var file in files)
                file.Dispose();
            throw;
        }
    }

    private static IEnumerable<string> Files(string path)
    {
        if (File.Exists(path))
            return [path];
        var index = Path.Combine(path, IndexFileName);
        if (File.Exists(index))
            return Shards(index);
        var single = Path.Combine(path, SingleFileName);
        return File.Exists(single)
            ? [single]
            : throw new LocalModelException($"'{path}' holds neither {SingleFileName} nor {IndexFileName}. Export the checkpoint in the safetensors format.");
    }

    private static List<string> Shards(string index)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(index));
            var names = document.RootElement.GetProperty("weight_map").EnumerateObject().Select(static entry => entry.Value.GetString()!).Distinct().ToList();
            if (names.Find(static name => name is null || name != Path.GetFileName(name)) is { } outside)
                throw new LocalModelException($"'{index}' names the shard '{outside}', which is not a file beside it.");
            return names.ConvertAll(name => Path.Combine(Path.GetDirectoryName(index)!, name));
        }
        catch (Exception error) when (IsMalformed(error))
        {
            throw new LocalModelException($"'{index}' is damaged: {error.Message} Download it again.", error);
        }
    }

    private static void ReadHeader(WeightFileHandle file, Dictionary<string, StoredTensor> tensors)
    {
        Span<byte> prefix = stackalloc byte[LengthBytes];
        file.Read(0, prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > HeaderBytesMax || (long)length > file.Length - LengthBytes)
            throw new LocalModelException($"'{file.Path}' is not a complete safetensors file: its header claims {length} bytes of {file.Length}. Download it again.");

        var header = new byte[(int)length];
        file.Read(LengthBytes, header);
        try
        {
            using var document = JsonDocument.Parse(header);
            foreach (var entry in document.RootElement.EnumerateObject())
            {
                if (entry.Name != "__metadata__" && !tensors.TryAdd(entry.Name, ReadTensor(file, entry.Name, entry.Value, LengthBytes + (long)length)))
                    throw new LocalModelException($"'{file.Path}' holds a second tensor '{entry.Name}'.");
            }
        }
        catch (Exception error) when (IsMalformed(error))
        {
            throw new LocalModelException($"The header of '{file.Path}' is damaged: {error.Message} Download it again.", error);
        }
    }

    private static StoredTensor ReadTensor(WeightFileHandle file, string name, JsonElement entry, long dataStart)
    {
        var type = entry.GetProperty("dtype").GetString() ?? "";
        var shape = entry.GetProperty("shape").EnumerateArray().Select(static d => d.GetInt64()).ToArray();
        var offsets = entry.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2)
            throw new FormatException($"'{name}' has {offsets.GetArrayLength()} offsets.");
        var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        if (begin < 0 || end < begin || end > file.Length - dataStart)
            throw new LocalModelException($"'{name}' lies at bytes {begin} to {end} of the data of '{file.Path}', which has {file.Length - dataStart}: the file is truncated or its header is wrong. Download it again.");
        if (Array.Exists(shape, static d => d < 0))
            throw new FormatException($"'{name}' has a negative dimension.");

        TensorEncoding? encoding = type switch
        {
            "F32" => TensorEncoding.F32,
            "F16" => TensorEncoding.F16,
            "BF16" => TensorEncoding.BF16,
            _ => null,
        };
        if (encoding is { } known && known.Bytes(shape.Aggregate(1L, static (product, d) => checked(product * d))) != end - begin)
            throw new FormatException($"'{name}' of shape [{string.Join(", ", shape)}] and type {type} does not fill its {end - begin} bytes.");
        return new StoredTensor(name, type, encoding, shape, file, dataStart + begin);
    }

    private static bool IsMalformed(Exception error) =>
        error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException;
}
