using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace OptPolicy.Evaluation.Index;

/// <summary>FAISS and hnswlib through Debian's Python packages.</summary>
internal static class IndexPeers
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    // Debian's packages belong to the system's interpreter, which need not be the first one on the path.
    private static readonly string[] Interpreters = ["/usr/bin/python3", "python3"];

    /// <returns>What each peer measured, or why it did not.</returns>
    public static IEnumerable<PeerFigures> Run(IEnumerable<float[]> vectors, float[][] queries, int windows)
    {
        var folder = Directory.CreateTempSubdirectory("optpolicy-index-").FullName;
        try
        {
            var (vectorsFile, queriesFile) = (Path.Combine(folder, "vectors.f32"), Path.Combine(folder, "queries.f32"));
            Write(vectorsFile, vectors);
            Write(queriesFile, queries);
            var start = new ProcessStartInfo(Array.Find(Interpreters, File.Exists) ?? Interpreters[^1]) { RedirectStandardOutput = true, UseShellExecute = false };
            foreach (var argument in new[] { Script(), vectorsFile, queriesFile, TextVectors.Dimension.ToString(CultureInfo.InvariantCulture), windows.ToString(CultureInfo.InvariantCulture) })
                start.ArgumentList.Add(argument);
            start.Environment["OMP_NUM_THREADS"] = "1";
            using var process = Process.Start(start)!;
            var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            return lines.Length == 0
                ? [new PeerFigures("peers", Skipped: "Python or numpy is missing: apt-get install python3-faiss python3-hnswlib")]
                : [.. lines.Select(static line => JsonSerializer.Deserialize<PeerFigures>(line, Json)!)];
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return [new PeerFigures("peers", Skipped: $"Python is missing: {error.Message}")];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(string path, IEnumerable<float[]> vectors)
    {
        using var file = File.Create(path);
        foreach (var vector in vectors)
            file.Write(MemoryMarshal.AsBytes(vector.AsSpan()));
    }

    private static string Script([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", "peers", "vectors", "peers.py"));
}

/// <param name="Peer">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Kind">Which of its indexes, and how.</param>
/// <param name="P50Us">Median microseconds of a lookup, one for each pass over the queries.</param>
/// <param name="InsertsPerSecond">Vectors added a second.</param>
/// <param name="Recall">Share of queries whose nearest vector it found.</param>
/// <param name="Skipped">Why it was not measured.</param>
internal sealed record PeerFigures(string Peer, string? Version = null, string? Kind = null, double[]? P50Us = null, double InsertsPerSecond = 0, double Recall = 0, string? Skipped = null);
