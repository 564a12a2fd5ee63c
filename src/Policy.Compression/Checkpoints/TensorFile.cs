using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Checkpoints;

/// <summary>float32 tensors in a safetensors file: the header's length, a JSON header, the values.</summary>
internal static class TensorFile
{
    private const int Alignment = 8;

    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors)
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        var ordered = tensors.OrderBy(t => t.Name, StringComparer.Ordinal).ToArray();
        long offset = 0;
        foreach (var (name, value) in ordered)
        {
            var end = offset + value.numel() * sizeof(float);
            header[name] = new JsonObject { ["dtype"] = "F32", ["shape"] = Numbers(value.shape), ["data_offsets"] = Numbers([offset, end]) };
            offset = end;
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (text.Length + Alignment - 1) / Alignment * Alignment;
        using var file = File.Create(path);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded);
        file.Write(length);
        file.Write(text);
        file.Write([.. Enumerable.Repeat((byte)' ', padded - text.Length)]);
        foreach (var (_, value) in ordered)
        {
            using var plain = value.detach().cpu().contiguous();
            file.Write(plain.bytes);
        }
    }

    /// <summary>Copies stored values into tensors that have the same name and shape.</summary>
    public static void Fill(string path, IEnumerable<(string Name, Tensor Value)> tensors)
    {
        using var noGradient = no_grad();
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            file.ReadExactly(length);
            var text = new byte[BinaryPrimitives.ReadUInt64LittleEndian(length)];
            file.ReadExactly(text);
            var start = file.Position;
            var header = JsonNode.Parse(text)!.AsObject();
            foreach (var (name, value) in tensors)
            {
                var entry = header[name] ?? throw new CheckpointException($"{path} has no tensor '{name}'");
                var shape = entry["shape"]!.AsArray().Select(d => d!.GetValue<long>()).ToArray();
                if (!shape.SequenceEqual(value.shape))
                    throw new CheckpointException($"{path}: '{name}' is [{string.Join(", ", shape)}] where the config asks for [{string.Join(", ", value.shape)}]");
                if (entry["dtype"]!.GetValue<string>() is not "F32" and var type)
                    throw new CheckpointException($"{path}: '{name}' is stored as {type}; training reads F32");

                file.Position = start + entry["data_offsets"]![0]!.GetValue<long>();
                var bytes = new byte[value.numel() * sizeof(float)];
                file.ReadExactly(bytes);
                using var stored = empty(shape);
                stored.bytes = bytes;
                value.copy_(stored);
            }
        }
        catch (Exception error) when (error is IOException or JsonException or InvalidOperationException or OverflowException)
        {
            throw new CheckpointException($"{path} cannot be read as safetensors: {error.Message}", error);
        }
    }

    private static JsonArray Numbers(long[] values) => new([.. values.Select(v => (JsonNode)v)]);
}
