using OptPolicy.Kernels.Models.Layouts;

namespace OptPolicy.Kernels.Models;

/// <summary>A folder that holds a decoder graph and what is known about it. Immutable.</summary>
/// <param name="Path">The folder.</param>
/// <param name="GraphPath">The graph's file.</param>
/// <param name="Spec">The decoder's shape and bindings.</param>
public sealed record DecoderFolder(string Path, string GraphPath, DecoderSpec Spec)
{
    /// <summary>
    /// Opens a model folder: one of our own (optpolicy-model.json), one of onnxruntime-genai (genai_config.json), or an ONNX export of
    /// Hugging Face's tools (config.json beside model.onnx or onnx/model.onnx). Reads no weights.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="LocalModelException">The folder is missing, holds no model, or holds one that is damaged or not supported.</exception>
    public static DecoderFolder Open(string path)
    {
        if (!Directory.Exists(path))
            throw new LocalModelException($"There is no folder '{path}'. Give the folder that holds the model.");
        if (Has(path, DecoderManifest.FileName))
            return OpenOwn(path);
        if (Has(path, GenaiLayout.ConfigFileName))
            return GenaiLayout.OpenDecoder(path);
        if (Has(path, HuggingFaceLayout.ConfigFileName) && HuggingFaceLayout.FindGraph(path) is { } graph)
            return HuggingFaceLayout.OpenDecoder(path, graph);
        if (Has(path, EncoderManifest.FileName))
            throw new LocalModelException($"'{path}' holds an encoder, which makes embeddings and cannot generate text.");
        throw new LocalModelException(HoldsCheckpoint(path)
            ? $"'{path}' holds a checkpoint that is not converted yet. Run: optpolicy convert."
            : $"'{path}' holds no model: none of {DecoderManifest.FileName}, {GenaiLayout.ConfigFileName}, or {HuggingFaceLayout.ConfigFileName} with an ONNX file.");
    }

    private static DecoderFolder OpenOwn(string path)
    {
        var manifest = DecoderManifest.Read(path);
        return new DecoderFolder(path, ConvertedGraph.Find(path), manifest.Spec);
    }

    private static bool Has(string path, string file) => File.Exists(System.IO.Path.Combine(path, file));

    private static bool HoldsCheckpoint(string path) =>
        Directory.EnumerateFiles(path, "*.safetensors").Any() || Directory.EnumerateFiles(path, "*.gguf").Any();
}
