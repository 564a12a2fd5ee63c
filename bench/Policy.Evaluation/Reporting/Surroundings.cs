using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace OptPolicy.Evaluation.Reporting;

/// <summary>What a figure depends on besides the code.</summary>
internal static class Surroundings
{
    public static string Machine() => string.Create(CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} × {Processor()}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 30)} GiB, {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}");

    /// <returns>The commit of the working tree, with a plus sign when it has changes; <c>unknown</c> outside a repository.</returns>
    public static string Commit() => Git("rev-parse --short HEAD") is { Length: > 0 } commit
        ? commit + (Git("status --porcelain --untracked-files=no") is { Length: > 0 } ? "+" : "")
        : "unknown";

    private static string Processor()
    {
        const string Info = "/proc/cpuinfo";
        var name = File.Exists(Info) ? File.ReadLines(Info).FirstOrDefault(static l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return name?.Split(':')[^1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string? Git(string arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true });
            var output = git?.StandardOutput.ReadToEnd().Trim();
            git?.WaitForExit();
            return git is { ExitCode: 0 } ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
