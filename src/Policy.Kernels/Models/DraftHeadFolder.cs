using OptPolicy.Kernels.Architectures;

namespace OptPolicy.Kernels.Models;

/// <summary>A folder that holds a draft head's graph and what is known about it. Immutable.</summary>
/// <param name="Path">The folder.</param>
/// <param name="GraphPath">The graph's file.</param>
/// <param name="Spec">The head's shape and bindings.</param>
public sealed record DraftHeadFolder(string Path, string GraphPath, DraftHeadSpec Spec)
{
    /// <summary>Whether a folder holds a converted draft head.</summary>
    public static bool IsOne(string path) => File.Exists(System.IO.Path.Combine(path, DraftHeadManifest.FileName));

    /// <summary>Opens a converted head's folder. Reads no weights.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="LocalModelException">The folder holds no head, or a damaged one.</exception>
    public static DraftHeadFolder Open(string path)
    {
        if (!IsOne(path))
            throw new LocalModelException($"'{path}' holds no {DraftHeadManifest.FileName}. Convert the head first, together with its target.");
        var manifest = DraftHeadManifest.Read(path);
        var graph = System.IO.Path.Combine(path, LlamaGraphBuilder.GraphFileName);
        if (!File.Exists(graph) || !File.Exists(System.IO.Path.Combine(path, LlamaGraphBuilder.WeightsFileName)))
            throw new LocalModelException($"'{graph}' or its weights are missing. Convert the head again.");
        return new DraftHeadFolder(path, graph, manifest.Spec);
    }
}
