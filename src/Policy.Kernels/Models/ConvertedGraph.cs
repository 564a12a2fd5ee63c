using OptPolicy.Kernels.Architectures;

namespace OptPolicy.Kernels.Models;

/// <summary>The files that the converter writes beside a manifest.</summary>
internal static class ConvertedGraph
{
    /// <summary>The graph's file, which is there together with its weights.</summary>
    /// <exception cref="LocalModelException">One of them is missing.</exception>
    public static string Find(string folder)
    {
        var graph = Path.Combine(folder, LlamaGraphBuilder.GraphFileName);
        foreach (var file in (ReadOnlySpan<string>)[graph, Path.Combine(folder, LlamaGraphBuilder.WeightsFileName)])
        {
            if (!File.Exists(file))
                throw new LocalModelException($"'{file}' is missing. Convert the checkpoint again.");
        }

        return graph;
    }
}
