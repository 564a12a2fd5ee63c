using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace OptPolicy.Cli.Tests.Compressing;

/// <summary>The real <c>optpolicy-train</c> of this clone, where it is built and libtorch can be loaded; elsewhere the test is skipped with the reason.</summary>
internal static class TrainingTool
{
    private static readonly string Name = OperatingSystem.IsWindows() ? "optpolicy-train.exe" : "optpolicy-train";

    /// <summary>The folder it is in.</summary>
    public static string Folder([CallerFilePath] string here = "")
    {
        var bin = Path.GetFullPath("../../../src/Policy.Compression.Tool/bin", Path.GetDirectoryName(here)!);
        var folder = new[] { "Release", "Debug" }.Select(c => Path.Combine(bin, c, "net10.0")).FirstOrDefault(f => File.Exists(Path.Combine(f, Name)));
        Assert.SkipWhen(folder is null, "optpolicy-train is not built: dotnet build src/Policy.Compression.Tool");
        var (code, output) = Run(folder!, ["--help"]);
        Assert.SkipWhen(code != 0, output);
        return folder!;
    }

    public static (int Code, string Output) Run(string folder, IReadOnlyList<string> arguments, string? workingDirectory = null)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(folder, Name), arguments)
        {
            WorkingDirectory = workingDirectory ?? folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
