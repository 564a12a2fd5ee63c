using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Embedding;

/// <summary>Names everything that decides vectors: two models with equal fingerprints give comparable ones.</summary>
internal static class EncoderFingerprint
{
    /// <returns>SHA-256 of weights, graph, tokenizer, pooling and limit, in lower-case hex.</returns>
    public static string Of(EncoderFolder folder, EncoderSpec spec, string tokenizer, int maxTokens)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{tokenizer}\n{spec.Pooling}\n{spec.Output}\n{spec.Dimensions}\n{maxTokens}\n")));

        // Weights lie in files beside the graph that begin with its name: model.onnx, model.onnx.data, model.onnx_data.
        var graph = Path.GetFileName(folder.GraphPath);
        foreach (var path in Directory.GetFiles(Path.GetDirectoryName(folder.GraphPath)!, graph + "*").Order(StringComparer.Ordinal))
        {
            using var file = File.OpenRead(path);
            hash.AppendData(SHA256.HashData(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
