using System.Diagnostics;
using System.Globalization;
using OptPolicy.Evaluation.Measuring;

namespace OptPolicy.Evaluation.Language;

/// <summary>Runs <c>optpolicy check</c> in processes of its own and measures time and memory of each.</summary>
internal static class ColdCheck
{
    /// <returns>The built command line tool, or null.</returns>
    public static string? FindTool()
    {
        // bench/Policy.Evaluation/bin/CONFIGURATION/net10.0/ → src/Policy.Cli/bin/CONFIGURATION/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = output.Parent?.Name ?? "Release";
        var root = output.Parent?.Parent?.Parent?.Parent?.Parent?.FullName;
        if (root is null)
            return null;
        var folder = Path.Combine(root, "src", "Policy.Cli", "bin", configuration, output.Name);
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "optpolicy.dll").FirstOrDefault() : null;
    }

    public static (Estimate Milliseconds, Estimate Mebibytes) Run(string tool, string policy, Sampling sampling)
    {
        var file = Path.Combine(Path.GetTempPath(), $"evaluation-{Environment.ProcessId}.optpolicy");
        File.WriteAllText(file, policy);
        try
        {
            var runs = Enumerable.Range(0, Math.Clamp(sampling.Samples / 30, 5, 20)).Select(_ => Check(tool, file)).ToArray();
            return (Estimate.Median([.. runs.Select(static r => r.Milliseconds)]), Estimate.Quantile([.. runs.Select(static r => r.Mebibytes)], 1));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (double Milliseconds, double Mebibytes) Check(string tool, string file)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [tool, "check", file]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("dotnet does not start.");
        var peak = 0d;
        while (!process.WaitForExit(5))
            peak = Math.Max(peak, PeakMebibytes(process));
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return process.ExitCode == 0
            ? (elapsed, peak)
            : throw new InvalidOperationException($"optpolicy check failed with {process.ExitCode}: {process.StandardOutput.ReadToEnd()}{process.StandardError.ReadToEnd()}");
    }

    private static double PeakMebibytes(Process process)
    {
        try
        {
            // The kernel keeps the high-water mark, so polling only misses what the last milliseconds add.
            var mark = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(static l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return mark is null ? 0 : double.Parse(mark.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            process.Refresh();
            return process.HasExited ? 0 : process.PeakWorkingSet64 / (1024d * 1024);
        }
    }
}
