using OptPolicy.Kernels.Models;

namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>What a graph's files tell without being understood: sizes, and the names of operations that only quantised graphs have.</summary>
internal static class OnnxFacts
{
    private const long ScannedBytesMax = 64L << 20;

    private static readonly (byte[] Name, string Format)[] Marks =
    [
        ([.. "MatMulNBits"u8], "weights in blocks"), ([.. "DynamicQuantizeLinear"u8], "8 bits, dynamic"), ([.. "DequantizeLinear"u8], "quantised with QDQ"), ([.. "MatMulInteger"u8], "8 bits"),
    ];

    /// <summary>The graph of a folder.</summary>
    public static string? Find(string folder)
    {
        string[] usual = ["model.onnx", Path.Combine("onnx", "model.onnx")];
        return usual.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? Directory.EnumerateFiles(folder, "*.onnx").Order(StringComparer.Ordinal).FirstOrDefault();
    }

    public static ModelFacts Read(string graph, string name)
    {
        try
        {
            var bytes = new FileInfo(graph).Length + Directory.EnumerateFiles(Path.GetDirectoryName(graph)!, Path.GetFileName(graph) + "*data*").Sum(static file => new FileInfo(file).Length);
            var scanned = new byte[Math.Min(new FileInfo(graph).Length, ScannedBytesMax)];
            using (var stream = File.OpenRead(graph))
            {
                stream.ReadExactly(scanned);
            }

            var format = Marks.FirstOrDefault(mark => scanned.AsSpan().IndexOf(mark.Name) >= 0).Format;
            return new ModelFacts(name, graph, ModelKind.Onnx, bytes) { Format = format ?? "float", IsQuantized = format is not null, Parameters = format is null ? bytes / sizeof(float) : null };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException($"'{name}' cannot be read: {error.Message}", error);
        }
    }
}
