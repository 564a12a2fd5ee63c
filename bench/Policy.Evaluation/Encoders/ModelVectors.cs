using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Evaluation.Encoders;

/// <summary>Vectors of length 1 that a model gives to texts.</summary>
internal static class ModelVectors
{
    public static IReadOnlyDictionary<string, float[]> Of(string folder, IReadOnlyList<string> texts)
    {
        using var generator = OnnxEmbeddingGenerator.Open(folder, new OnnxEmbeddingOptions { Threads = 1 });
        var vectors = new Dictionary<string, float[]>(texts.Count, StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var vector = new float[generator.Dimensions];
            generator.Generate(text, vector);
            vectors[text] = vector;
        }

        return vectors;
    }

    public static IReadOnlyDictionary<string, float[]> Read(string path)
    {
        var vectors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path).Where(l => l.Length > 0))
        {
            using var document = JsonDocument.Parse(line);
            var vector = MemoryMarshal.Cast<byte, float>(document.RootElement.GetProperty("vector").GetBytesFromBase64()).ToArray();
            TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
            vectors[document.RootElement.GetProperty("text").GetString()!] = vector;
        }

        return vectors;
    }
}
