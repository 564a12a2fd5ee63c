using System.Text;

namespace OptPolicy.Kernels.Weights.Gguf;

/// <summary>Writes GGUF files, version 3.</summary>
public static class GgufWriter
{
    private const uint Version = 3;

    /// <summary>Writes metadata and tensors to <paramref name="path"/>. The file appears only when it is complete.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="metadata">Keys with values of <see cref="uint"/>, <see cref="int"/>, <see cref="float"/>, <see cref="bool"/>, <see cref="string"/>, or arrays of <see cref="string"/>, <see cref="float"/> or <see cref="int"/>.</param>
    /// <param name="tensors">The tensors, with distinct names; read row by row.</param>
    /// <exception cref="ArgumentException">A metadata value has another type.</exception>
    public static void Write(string path, IReadOnlyList<KeyValuePair<string, object>> metadata, IReadOnlyList<GgufTensor> tensors)
    {
        var partial = path + ".partial";
        using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20))
        using (var writer = new BinaryWriter(file, Encoding.UTF8))
        {
            writer.Write(GgufFile.Magic);
            writer.Write(Version);
            writer.Write((ulong)tensors.Count);
            writer.Write((ulong)metadata.Count);
            foreach (var (key, value) in metadata)
            {
                Text(writer, key);
                Value(writer, value);
            }

            Entries(writer, tensors);
            writer.Flush();
            foreach (var tensor in tensors)
            {
                Pad(file);
                TensorEncoder.Write(file, tensor.Values, tensor.Encoding);
            }

            Pad(file);
        }

        File.Move(partial, path, overwrite: true);
    }

    private static void Entries(BinaryWriter writer, IReadOnlyList<GgufTensor> tensors)
    {
        var offset = 0L;
        foreach (var tensor in tensors)
        {
            Text(writer, tensor.Name);
            writer.Write(tensor.Values.Rows == 1 ? 1u : 2u);
            writer.Write((ulong)tensor.Values.Columns);
            if (tensor.Values.Rows > 1)
                writer.Write((ulong)tensor.Values.Rows);
            writer.Write(GgufTensorType.Of(tensor.Encoding));
            writer.Write((ulong)offset);
            offset = Aligned(offset + tensor.Encoding.Bytes((long)tensor.Values.Rows * tensor.Values.Columns));
        }
    }

    private static void Value(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case uint number:
                writer.Write((uint)GgufType.UInt32);
                writer.Write(number);
                break;
            case int number:
                writer.Write((uint)GgufType.Int32);
                writer.Write(number);
                break;
            case float number:
                writer.Write((uint)GgufType.Float32);
                writer.Write(number);
                break;
            case bool flag:
                writer.Write((uint)GgufType.Bool);
                writer.Write(flag);
                break;
            case string text:
                writer.Write((uint)GgufType.Text);
                Text(writer, text);
                break;
            case string[] texts:
                Many(writer, GgufType.Text, texts, text => Text(writer, text));
                break;
            case float[] numbers:
                Many(writer, GgufType.Float32, numbers, writer.Write);
                break;
            case int[] numbers:
                Many(writer, GgufType.Int32, numbers, writer.Write);
                break;
            default:
                throw new ArgumentException($"Metadata of type {value.GetType().Name} cannot be written.", nameof(value));
        }
    }

    private static void Many<T>(BinaryWriter writer, GgufType type, T[] values, Action<T> write)
    {
        writer.Write((uint)GgufType.Array);
        writer.Write((uint)type);
        writer.Write((ulong)values.Length);
        foreach (var value in values)
            write(value);
    }

    private static void Text(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void Pad(FileStream file) => file.Write(new byte[Aligned(file.Position) - file.Position]);

    private static long Aligned(long offset) => (offset + GgufFile.DefaultAlignment - 1) / GgufFile.DefaultAlignment * GgufFile.DefaultAlignment;
}
