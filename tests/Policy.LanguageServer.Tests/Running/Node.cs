using System.Diagnostics;

namespace OptPolicy.LanguageServer.Tests.Running;

/// <summary>Runs scripts with node, where it is installed.</summary>
internal static class Node
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node")));

    public static async Task<(int Code, string Output)> RunAsync(string folder, params string[] args)
    {
        var start = new ProcessStartInfo("node", args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await error);
    }
}
