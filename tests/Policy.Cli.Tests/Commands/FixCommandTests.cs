using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Commands;

public sealed class FixCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    [Fact]
    public async Task MistakesWithFixesAreRepairedAndNamed()
    {
        _bench.Write("desk.optpolicy", Policies.Broken);
        var run = await _bench.RunAsync("fix");
        Assert.Equal(0, run.Code);
        Assert.Contains("fixed desk.optpolicy(24,36): OPT3001: Change to '500tok'", run.Out, StringComparison.Ordinal);
        Assert.Equal(Policies.Clean, _bench.Read("desk.optpolicy"));
    }

    [Fact]
    public async Task DryRunChangesNothing()
    {
        _bench.Write("desk.optpolicy", Policies.Broken);
        var run = await _bench.RunAsync("fix", "--dry-run");
        Assert.Contains("would fix desk.optpolicy(24,36): OPT3001", run.Out, StringComparison.Ordinal);
        Assert.Equal(Policies.Broken, _bench.Read("desk.optpolicy"));
    }

    [Fact]
    public async Task OnlyTheChosenCodesAreFixed()
    {
        _bench.Write("desk.optpolicy", Policies.Broken);
        var run = await _bench.RunAsync("fix", "--only", "opt2001");
        Assert.Equal(1, run.Code);
        Assert.Equal(Policies.Clean.Replace("500tok", "500", StringComparison.Ordinal), _bench.Read("desk.optpolicy"));
    }

    [Fact]
    public async Task StandardInputIsRepairedToStandardOutput()
    {
        var run = await _bench.RunWithInputAsync(Policies.Broken, "fix", "-");
        Assert.Equal(Policies.Clean, run.Out);
        Assert.Contains("fixed <stdin>(24,36)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportedFilesThatWereNotNamedAreNotTouched()
    {
        const string shared = "optpolicy 1\n\nmodel small {\n  provider: client\n  price.input: 0.25\n  price.output: $2.00/Mtok\n  context: 8ktok\n  max_output: 1ktok\n}\n";
        _bench.Write("shared.optpolicy", shared);
        _bench.Write("desk.optpolicy", "optpolicy 1\nimport \"shared.optpolicy\"\n\npolicy Desk {\n  route {\n    otherwise use smal\n  }\n}\n");
        await _bench.RunAsync("fix", "desk.optpolicy");
        Assert.Equal(shared, _bench.Read("shared.optpolicy"));
        Assert.Contains("use small", _bench.Read("desk.optpolicy"), StringComparison.Ordinal);
    }

    public void Dispose() => _bench.Dispose();
}
