using System.Security.Cryptography;
using System.Text;

namespace OptPolicy.Compression.Pipeline.Caching;

/// <summary>SHA-256 of files and of model folders, lower-case hex.</summary>
public static class ContentHash
{
    private static readonly string[] ModelFiles = [".json", ".jinja", ".safetensors", ".onnx", ".data", ".txt", ".model"];

    private static readonly string[] Weights = [".safetensors", ".onnx", ".data"];

    // What stages and runs say about a model is no part of it.
    private static readonly string[] Records = [Stages.StageJson.ResultFileName, StageCache.EntryFileName, Reporting.CompressionManifest.FileName];

    /// <summary>The hash of a file's bytes.</summary>
    public static string OfFile(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>The hash of a text.</summary>
    public static string OfText(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The hash of the names and bytes of a model's files; records of how it was made do not count.</summary>
    public static string OfModel(string folder)
    {
        var list = new StringBuilder();
        foreach (var path in FilesOf(folder))
            list.Append(Path.GetFileName(path)).Append(' ').Append(OfFile(path)).Append('\n');
        return OfText(list.ToString());
    }

    /// <summary>The files that make up a model, by name.</summary>
    public static IReadOnlyList<string> FilesOf(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(static path => ModelFiles.Contains(Path.GetExtension(path)) && !Records.Contains(Path.GetFileName(path))).Order(StringComparer.Ordinal)];

    /// <summary>Bytes of a model's graph and weights; tokenizer and settings are the same before and after.</summary>
    public static long BytesOf(string folder) => FilesOf(folder).Where(static path => Weights.Contains(Path.GetExtension(path))).Sum(static path => new FileInfo(path).Length);
}
