using OptPolicy.Kernels.Models;

namespace OptPolicy.Cli.Benchmarking;

/// <summary>The files that a model's weights are in.</summary>
internal static class WeightFiles
{
    /// <summary>Size of the graph and of what it keeps beside itself.</summary>
    public static long Bytes(DecoderFolder folder)
    {
        var place = Path.GetDirectoryName(folder.GraphPath)!;
        return Directory.EnumerateFiles(place, Path.GetFileName(folder.GraphPath) + "*").Sum(static f => new FileInfo(f).Length);
    }
}
