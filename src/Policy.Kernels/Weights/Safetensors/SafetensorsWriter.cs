using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace OptPolicy.Kernels.Weights.Safetensors;

/// <summary>Writes safetensors files.</summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes the tensors to <paramref name="path"/>. The file appears only when it is complete.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="tensors">The tensors, with distinct names; read row by row.</param>
    /// <param name="metadata">Free texts for the header.</param>
    /// <exception cref="ArgumentException">A tensor has an encoding that the format does not know.</exception>
    public static void Write(string path, IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        if (tensors.FirstOrDefault(static t => t.Encoding.BlockValues() > 1) is { } blocked)
            throw new ArgumentException($"'{blocked.Name}' cannot be written as {blocked.Encoding}: safetensors holds no blocks.", nameof(tensors));

        var partial = path + ".partial";
        using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20))
        {
            var header = Header(tensors, metadata);
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            var padded = (header.Length + Alignment - 1) / Alignment * Alignment;
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded);
            file.Write(length);
            file.Write(header);
            for (var i = header.Length; i < padded; i++)
                file.WriteByte((byte)' ');
            foreach (var tensor in tensors)
                TensorEncoder.Write(file, tensor.Values, tensor.Encoding);
        }

        File.Move(partial, path, overwrite: true);
    }

    private static ReadOnlySpan<byte> Header(IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        if (metadata is not null)
        {
            json.WriteStartObject("__metadata__");
            foreach (var (key, value) in metadata)
                json.WriteString(key, value);
            json.WriteEndObject();
        }

        var offset = 0L;
        foreach (var tensor in tensors)
        {
            var end = offset + tensor.Encoding.Bytes((long)tensor.Values.Rows * tensor.Values.Columns);
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", tensor.Encoding.ToString());
            json.WriteStartArray("shape");
            if (tensor.Values.Rows > 1)
                json.WriteNumberValue(tensor.Values.Rows);
            json.WriteNumberValue(tensor.Values.Columns);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(end);
            json.WriteEndArray();
            json.WriteEndObject();
            offset = end;
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }
}
