using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Compression.Pipeline.Stages;

namespace OptPolicy.Compression.Pipeline.Tests.Running;

/// <summary>A shell script in the trainer's place: what a worker prints and how it ends is then the test's choice.</summary>
internal sealed class WorkerScript : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-worker-").FullName;

    public WorkerScript(string body)
    {
        var path = Path.Combine(_folder, WorkerProcess.ToolName);
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public WorkerProcess Process => WorkerProcess.Find([_folder])!;

    public string Folder => _folder;

    public StageRequest Request => new() { Kind = StageKind.Distill, Model = "model", Output = Path.Combine(_folder, "output"), Work = Path.Combine(_folder, "work") };

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
