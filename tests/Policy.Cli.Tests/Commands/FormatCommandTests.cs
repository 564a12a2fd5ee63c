using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Commands;

public sealed class FormatCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    private static string Messy => Policies.Clean.Replace("    rule", " rule", StringComparison.Ordinal).Replace("\n\nmodel large", "\n\n\n\nmodel   large", StringComparison.Ordinal);

    [Fact]
    public async Task FilesAreFormattedInPlace()
    {
        _bench.Write("desk.optpolicy", Messy);
        var run = await _bench.RunAsync("fmt");
        Assert.Equal(0, run.Code);
        Assert.Contains("formatted desk.optpolicy", run.Out, StringComparison.Ordinal);
        Assert.Equal(Policies.Clean, _bench.Read("desk.optpolicy"));
    }

    [Fact]
    public async Task CheckChangesNothingAndReportsTheFile()
    {
        _bench.Write("desk.optpolicy", Messy);
        var run = await _bench.RunAsync("fmt", "--check");
        Assert.Equal(1, run.Code);
        Assert.Contains("OPT9015", run.Out, StringComparison.Ordinal);
        Assert.Equal(Messy, _bench.Read("desk.optpolicy"));
    }

    [Fact]
    public async Task FileWithSyntaxErrorsIsLeftAlone()
    {
        var broken = Messy.Replace("route {", "route", StringComparison.Ordinal);
        _bench.Write("desk.optpolicy", broken);
        var run = await _bench.RunAsync("fmt");
        Assert.Equal(1, run.Code);
        Assert.Contains("error OPT1", run.Out, StringComparison.Ordinal);
        Assert.Equal(broken, _bench.Read("desk.optpolicy"));
    }

    [Fact]
    public async Task StandardInputIsFormattedToStandardOutput()
    {
        var run = await _bench.RunWithInputAsync(Messy, "fmt", "-");
        Assert.Equal(0, run.Code);
        Assert.Equal(Policies.Clean, run.Out);
    }

    [Fact]
    public async Task NothingIsLeftBesideTheFile()
    {
        _bench.Write("desk.optpolicy", Messy);
        await _bench.RunAsync("fmt");
        Assert.Equal(["desk.optpolicy"], Directory.EnumerateFileSystemEntries(_bench.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task LinkStaysALink()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Creating links needs a privilege on Windows.");
        var target = _bench.Write("real/desk.optpolicy", Messy);
        File.CreateSymbolicLink(Path.Combine(_bench.Folder, "link.optpolicy"), target);
        await _bench.RunAsync("fmt", "link.optpolicy");
        Assert.NotNull(new FileInfo(Path.Combine(_bench.Folder, "link.optpolicy")).LinkTarget);
        Assert.Equal(Policies.Clean, File.ReadAllText(target));
    }

    public void Dispose() => _bench.Dispose();
}
