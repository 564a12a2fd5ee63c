using OptPolicy.Kernels.Architectures;

namespace OptPolicy.Kernels.Models;

/// <summary>A folder that holds a decoder graph and what is known about it. Immutable.</summary>
/// <param name="Path">The folder.</param>
/// <param name="GraphPath">The graph's file.</param>
/// <param name="Spec">The decoder's shape and bindings.</param>
public sealed record DecoderFolder(string Path, string GraphPath, DecoderSpec Spec)
{
    /// <summary>Opens a model folder.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="LocalModelException">The folder is missing, holds no model, or holds a damaged one.</exception>
    public static DecoderFolder Open(string path)
    {
        if (!Directory.Exists(path))
            throw new LocalModelException($"There is no folder '{path}'. Give the folder that holds the model.");
        if (!File.Exists(System.IO.Path.Combine(path, DecoderManifest.FileName)))
            throw new LocalModelException($"'{path}' holds no {DecoderManifest.FileName}. Convert the checkpoint first: optpolicy convert.");

        var manifest = DecoderManifest.Read(path);
        var graph = System.IO.Path.Combine(path, LlamaGraphBuilder.GraphFileName);
        if (!File.Exists(graph))
            throw new LocalModelException($"'{graph}' is missing. Convert the checkpoint again.");
        return new DecoderFolder(path, graph, manifest.Spec);
    }
}
