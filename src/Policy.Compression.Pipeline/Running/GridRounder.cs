using OptPolicy.Kernels.Weights;
using OptPolicy.Kernels.Weights.Safetensors;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>Moves the weights of a checkpoint's products to a grid and writes them as floating-point numbers again: what an order that quantises early starts from.</summary>
internal static class GridRounder
{
    private const string WeightsName = SafetensorsReader.SingleFileName;

    public static void Round(string checkpoint, string destination, WeightGrid grid, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(destination);
        using var source = SafetensorsReader.Open(checkpoint);
        var tensors = new List<SafetensorsTensor>();
        foreach (var tensor in source.Tensors.Values.OrderBy(static t => t.Name, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            tensors.Add(new SafetensorsTensor(tensor.Name, Rounded(tensor, grid)));
        }

        SafetensorsWriter.Write(Path.Combine(destination, WeightsName), tensors);
        foreach (var file in Caching.ContentHash.FilesOf(checkpoint).Where(static f => !f.EndsWith(".safetensors", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(destination, Path.GetFileName(file)));
    }

    // The names of Llama's products; a tied head is the embedding, whose rows are looked up too and stay as they are.
    private static bool IsProduct(string name) => name.EndsWith("_proj.weight", StringComparison.Ordinal) || name == "lm_head.weight";

    private static WeightMatrix Rounded(StoredTensor tensor, WeightGrid grid)
    {
        var (rows, columns) = tensor.Shape.Count == 1 ? (1, (int)tensor.Shape[0]) : ((int)tensor.Shape[0], (int)tensor.Shape[1]);
        var matrix = tensor.AsMatrix(rows, columns);
        if (!IsProduct(tensor.Name))
            return matrix;
        var values = new float[rows * columns];
        for (var row = 0; row < rows; row++)
            matrix.Read(row, 0, values.AsSpan(row * columns, columns));
        return new ArrayMatrix(tensor.Name, rows, columns, MatrixQuantizer.Quantize(values, rows, columns, grid, QuantizationMethod.Rtn).Matrix.Decode());
    }
}
