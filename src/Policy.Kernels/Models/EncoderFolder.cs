using OptPolicy.Kernels.Architectures;

namespace OptPolicy.Kernels.Models;

/// <summary>A folder that holds a text encoder's graph and what is known about it. Immutable.</summary>
/// <param name="Path">The folder.</param>
/// <param name="GraphPath">The graph's file.</param>
/// <param name="Spec">The encoder's shape and bindings.</param>
public sealed record EncoderFolder(string Path, string GraphPath, EncoderSpec Spec)
{
    /// <summary>Opens an encoder's folder.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="LocalModelException">The folder is missing, holds no encoder, or holds a damaged one.</exception>
    public static EncoderFolder Open(string path)
    {
        if (!Directory.Exists(path))
            throw new LocalModelException($"There is no folder '{path}'. Give the folder that holds the encoder.");
        if (!File.Exists(System.IO.Path.Combine(path, EncoderManifest.FileName)))
            throw new LocalModelException($"'{path}' holds no {EncoderManifest.FileName}. Convert the checkpoint first: optpolicy convert.");

        var manifest = EncoderManifest.Read(path);
        var graph = System.IO.Path.Combine(path, LlamaGraphBuilder.GraphFileName);
        if (!File.Exists(graph))
            throw new LocalModelException($"'{graph}' is missing. Convert the checkpoint again.");
        return new EncoderFolder(path, graph, manifest.Spec);
    }
}
