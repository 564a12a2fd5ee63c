using OptPolicy.Kernels.Checkpoints;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Weights;
using OptPolicy.Kernels.Weights.Gguf;
using OptPolicy.Kernels.Weights.Safetensors;

namespace OptPolicy.Quantization.Inspection;

/// <summary>Looks at checkpoints: folders of safetensors and GGUF files.</summary>
internal static class CheckpointInspection
{
    public static bool Recognizes(string path) => File.Exists(path)
        ? Path.GetExtension(path) is ".gguf" or ".safetensors"
        : Directory.Exists(path) && Directory.EnumerateFiles(path, "*.safetensors").Any() && !Directory.EnumerateFiles(path, "*.onnx", SearchOption.AllDirectories).Any();

    public static ModelInspection Inspect(string path)
    {
        if (Path.GetExtension(path) == ".gguf")
        {
            using var file = GgufFile.Open(path);
            return Describe(path, "gguf", file.Value<string>("general.architecture"), file.Checkpoint);
        }

        using var checkpoint = SafetensorsReader.Open(path);
        var config = Path.Combine(Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!, "config.json");
        return Describe(path, "safetensors", JsonFile.ReadIfPresent(config) is { } json ? HuggingFaceLlama.Architecture(json) : null, checkpoint);
    }

    private static ModelInspection Describe(string path, string container, string? architecture, Checkpoint checkpoint)
    {
        var tensors = checkpoint.Tensors.Values.OrderBy(static t => t.Name, StringComparer.Ordinal).ToList();
        var formats = tensors.GroupBy(static t => t.TypeName, StringComparer.Ordinal)
            .Select(static g => new StoredFormat(g.Key, g.Count(), g.Sum(Elements), g.Sum(Bytes))).OrderByDescending(static f => f.Bytes).ToList();
        var products = tensors.Where(static t => t.Shape.Count == 2).Select(static t => new InspectedProduct(
            t.Name, "", t.Name, (int)t.Shape[1], (int)t.Shape[0], t.TypeName, t.Encoding is TensorEncoding.F32 or TensorEncoding.F16 or TensorEncoding.BF16, Bytes(t), null)).ToList();
        return new(path, container, architecture, tensors.Sum(Elements), checkpoint.Files.Sum(static f => new FileInfo(f).Length), formats, products, [], null);
    }

    private static long Elements(StoredTensor tensor) => tensor.Shape.Aggregate(1L, static (product, size) => product * size);

    private static long Bytes(StoredTensor tensor) => tensor.Encoding is { } encoding ? encoding.Bytes(Elements(tensor)) : 0;
}
