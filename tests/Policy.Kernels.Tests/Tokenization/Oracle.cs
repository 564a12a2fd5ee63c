using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace OptPolicy.Kernels.Tests.Tokenization;

/// <summary>The reference implementations, run by node in oracle/.</summary>
internal static class Oracle
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(SourceFile())!, "..", "oracle");

    /// <summary>Skips the test, with the reason, where the reference cannot run.</summary>
    public static async Task<JsonElement> AskAsync(object request)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules")), "the reference is missing: run 'npm ci --ignore-scripts' in tests/Policy.Kernels.Tests/oracle");
        var start = new ProcessStartInfo("node", "oracle.mjs")
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Start(start);
        Assert.SkipWhen(process is null, "node is not installed");
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var errors = process!.StandardError.ReadToEndAsync(patience.Token);
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.StandardInput.WriteAsync(JsonSerializer.Serialize(request).AsMemory(), patience.Token);
            process.StandardInput.Close();
            var text = await output;
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, await errors);
            return JsonDocument.Parse(text).RootElement;
        }
        catch (OperationCanceledException)
        {
            process!.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process? Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
