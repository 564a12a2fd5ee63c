using System.Text;

namespace OptPolicy.Cli.Tests.Running;

/// <summary>A folder of its own, in which commands run inside this process.</summary>
internal sealed class Workbench : IDisposable
{
    public Workbench() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "optpolicy-tests", Guid.NewGuid().ToString("N"));

    /// <summary>Where commands look for programs that they hand over to.</summary>
    public IReadOnlyList<string> ToolFolders { get; init; } = [];

    public string Write(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public void WriteBytes(string name, byte[] content) => File.WriteAllBytes(Path.Combine(Folder, name), content);

    public string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    public Task<CommandRun> RunAsync(params string[] args) => RunWithInputAsync("", args);

    public async Task<CommandRun> RunWithInputAsync(string input, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var environment = new CliEnvironment(output, error, () => new MemoryStream(Encoding.UTF8.GetBytes(input)), Folder) { ToolFolders = ToolFolders };
        var code = await CommandLine.RunAsync(args, environment);
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
