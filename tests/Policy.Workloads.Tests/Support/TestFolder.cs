namespace OptPolicy.Workloads.Tests.Support;

/// <summary>A folder of its own.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder() => Directory.CreateDirectory(Root);

    private string Root { get; } = Path.Combine(Path.GetTempPath(), "optpolicy-tests", Guid.NewGuid().ToString("N"));

    public string PathOf(string name) => Path.Combine(Root, name);

    public string Write(string name, params string[] lines)
    {
        File.WriteAllText(PathOf(name), string.Join('\n', lines) + "\n");
        return PathOf(name);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
