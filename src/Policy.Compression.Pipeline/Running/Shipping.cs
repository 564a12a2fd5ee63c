using OptPolicy.Compression.Pipeline.Caching;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Reporting;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>Puts a model into its output folder, or a report beside the folder that does not appear.</summary>
internal static class Shipping
{
    public static CompressionOutcome Finish(CompressionPlan plan, CompressionManifest manifest, Candidate best, IReadOnlyList<PipelineProblem> problems, bool isShipped)
    {
        var output = Path.TrimEndingDirectorySeparator(Path.GetFullPath(plan.Options.Output));
        try
        {
            var report = isShipped ? Ship(output, manifest, best) : Explain(output, manifest);
            return new CompressionOutcome(problems) { Manifest = manifest, IsShipped = isShipped, BestFolder = isShipped ? output : best.Packed.Folder, ReportPath = report };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException($"'{output}' cannot be written: {error.Message} Every stage is done and kept; make room and run the same command again.", error);
        }
    }

    private static string Ship(string output, CompressionManifest manifest, Candidate best)
    {
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any() && !File.Exists(Path.Combine(output, CompressionManifest.FileName)))
            throw new PipelineException($"'{output}' holds other files. Choose a new or empty folder; the model is in '{best.Packed.Folder}'.");

        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        var partial = output + ".partial";
        RemoveFolder(partial);
        Directory.CreateDirectory(partial);
        try
        {
            foreach (var file in ContentHash.FilesOf(best.Packed.Folder))
                File.Copy(file, Path.Combine(partial, Path.GetFileName(file)));
            manifest.Write(Path.Combine(partial, CompressionManifest.FileName));
            File.WriteAllText(Path.Combine(partial, CompressionReport.FileName), CompressionReport.Write(manifest));
            RemoveFolder(output);
            Directory.Move(partial, output);
        }
        finally
        {
            RemoveFolder(partial);
        }

        // What an earlier, failed run said about this folder is no longer so.
        File.Delete(output + "." + CompressionReport.FileName);
        File.Delete(output + "." + CompressionManifest.FileName);
        return Path.Combine(output, CompressionReport.FileName);
    }

    private static string Explain(string output, CompressionManifest manifest)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        manifest.Write(output + "." + CompressionManifest.FileName);
        var report = output + "." + CompressionReport.FileName;
        File.WriteAllText(report, CompressionReport.Write(manifest));
        return report;
    }

    private static void RemoveFolder(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}
