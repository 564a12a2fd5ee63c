using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Weights;
using OptPolicy.Kernels.Weights.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Checkpoints;

/// <summary>Moves values between tensors and safetensors files.</summary>
internal static class TensorFile
{
    // What Hugging Face's loaders look for.
    private static readonly Dictionary<string, string> Metadata = new(StringComparer.Ordinal) { ["format"] = "pt" };

    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors) =>
        SafetensorsWriter.Write(path, [.. tensors.Select(t => new SafetensorsTensor(t.Name, Matrix(t.Name, t.Value)))], Metadata);

    /// <summary>Copies stored values into tensors that have the same name and shape.</summary>
    /// <exception cref="LocalModelException">A tensor is missing or has another shape, or the file is damaged.</exception>
    public static void Fill(string path, IEnumerable<(string Name, Tensor Value)> tensors)
    {
        using var noGradient = no_grad();
        using var checkpoint = SafetensorsReader.Open(path);
        foreach (var (name, value) in tensors)
        {
            var (rows, columns) = Size(value);
            var stored = checkpoint.Matrix(name, rows, columns);
            var values = new float[rows * columns];
            for (var row = 0; row < rows; row++)
                stored.Read(row, 0, values.AsSpan(row * columns, columns));
            using var copied = tensor(values, value.shape);
            value.copy_(copied);
        }
    }

    private static ArrayMatrix Matrix(string name, Tensor value)
    {
        using var plain = value.detach().cpu().contiguous();
        var (rows, columns) = Size(value);
        return new ArrayMatrix(name, rows, columns, plain.data<float>().ToArray());
    }

    private static (int Rows, int Columns) Size(Tensor value) => value.dim() == 1 ? (1, (int)value.shape[0]) : ((int)value.shape[0], (int)value.shape[1]);
}
