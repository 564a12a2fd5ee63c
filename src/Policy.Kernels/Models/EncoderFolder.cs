using OptPolicy.Kernels.Models.Layouts;

namespace OptPolicy.Kernels.Models;

/// <summary>A folder that holds a text encoder's graph and what is known about it. Immutable.</summary>
/// <param name="Path">The folder.</param>
/// <param name="GraphPath">The graph's file.</param>
/// <param name="Spec">The encoder's shape and bindings.</param>
public sealed record EncoderFolder(string Path, string GraphPath, EncoderSpec Spec)
{
    /// <summary>
    /// Opens an encoder's folder: one of our own (optpolicy-encoder.json), or an ONNX export of Hugging Face's or Sentence Transformers'
    /// tools (config.json beside model.onnx or onnx/model.onnx). Reads no weights.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="LocalModelException">The folder is missing, holds no encoder, or holds one that is damaged or not supported.</exception>
    public static EncoderFolder Open(string path)
    {
        if (!Directory.Exists(path))
            throw new LocalModelException($"There is no folder '{path}'. Give the folder that holds the encoder.");
        if (File.Exists(System.IO.Path.Combine(path, EncoderManifest.FileName)))
            return OpenOwn(path);
        if (File.Exists(System.IO.Path.Combine(path, HuggingFaceLayout.ConfigFileName)) && HuggingFaceLayout.FindGraph(path) is { } graph)
            return HuggingFaceLayout.OpenEncoder(path, graph);
        throw new LocalModelException($"'{path}' holds no encoder: neither {EncoderManifest.FileName} nor {HuggingFaceLayout.ConfigFileName} with an ONNX file. Convert a checkpoint first: optpolicy convert.");
    }

    private static EncoderFolder OpenOwn(string path)
    {
        var manifest = EncoderManifest.Read(path);
        return new EncoderFolder(path, ConvertedGraph.Find(path), manifest.Spec);
    }
}
