using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using OptPolicy.Compression.Pipeline.Stages;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>Runs stages in <c>optpolicy-train</c>, a program of its own because it brings libtorch.</summary>
/// <param name="path">The program.</param>
public sealed class WorkerProcess(string path) : IStageWorker
{
    /// <summary>The program's name, without an extension.</summary>
    public const string ToolName = "optpolicy-train";

    private const int ErrorLinesMax = 12;

    private readonly Lazy<string> _identity = new(() => WorkerCode.IdentityOf(Path.GetDirectoryName(Path.GetFullPath(path))!));

    // Ctrl+C reaches the worker too, which then leaves a checkpoint.
    private static readonly TimeSpan CheckpointGrace = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public string Identity => _identity.Value;

    /// <summary>Finds the program in <paramref name="folders"/>, in their order.</summary>
    public static WorkerProcess? Find(IEnumerable<string> folders)
    {
        var name = OperatingSystem.IsWindows() ? ToolName + ".exe" : ToolName;
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } path ? new WorkerProcess(path) : null;
    }

    /// <inheritdoc/>
    public async Task RunAsync(StageRequest request, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(request.Work);
        var file = Path.Combine(request.Work, "request.json");
        StageJson.WriteRequest(file, request);
        var orphan = new WorkerMark(request.Work);
        orphan.End();

        using var process = Start(file);
        orphan.Write(process);
        var errors = new Queue<string>();
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, line => Tell(line, progress)), ReadAsync(process.StandardError, line => Keep(errors, line)));
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process).ConfigureAwait(false);
            throw;
        }

        await reading.ConfigureAwait(false);
        orphan.Remove();
        if (process.ExitCode != 0)
            throw new PipelineException($"stage {request.Kind.ToString().ToLowerInvariant()} failed (exit code {process.ExitCode}): {(errors.Count == 0 ? "the worker gave no reason" : string.Join(' ', errors))}");
    }

    private Process Start(string requestFile)
    {
        var start = new ProcessStartInfo(path, ["stage", requestFile]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception error)
        {
            throw new PipelineException($"'{path}' cannot be started: {error.Message}", error);
        }
    }

    private static async Task StopAsync(Process process)
    {
        using var grace = new CancellationTokenSource(CheckpointGrace);
        try
        {
            await process.WaitForExitAsync(grace.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> hear)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
            hear(line);
    }

    private static void Tell(string line, IProgress<StageProgress> progress)
    {
        if (StageJson.ReadLine(line) is { } value)
            progress.Report(value);
    }

    private static void Keep(Queue<string> errors, string line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        errors.Enqueue(Reason(line));
        if (errors.Count > ErrorLinesMax)
            errors.Dequeue();
    }

    // A stage says what went wrong as {"error": …}; what a library or the runtime prints is taken as it is.
    private static string Reason(string line)
    {
        if (!line.StartsWith('{'))
            return line;
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String ? error.GetString()! : line;
        }
        catch (JsonException)
        {
            return line;
        }
    }
}
