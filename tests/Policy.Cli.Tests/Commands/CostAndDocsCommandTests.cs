using System.Text.Json;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Commands;

public sealed class CostAndDocsCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    [Fact]
    public async Task CostShowsEveryRuleAndTheBoundOfARequest()
    {
        _bench.Write("desk.optpolicy", Policies.Clean);
        var run = await _bench.RunAsync("cost");
        Assert.Equal(0, run.Code);
        Assert.Contains("short", run.Out, StringComparison.Ordinal);
        Assert.Contains("One request costs at most $0.2000.", run.Out, StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await _bench.RunAsync("cost", "--format", "json")).Out);
        Assert.Equal(0.2m, json.RootElement[0].GetProperty("rules")[0].GetProperty("worst_case").GetDecimal());
    }

    [Fact]
    public async Task CostOfABrokenPolicyIsItsErrors()
    {
        _bench.Write("desk.optpolicy", Policies.Broken);
        var run = await _bench.RunAsync("cost");
        Assert.Equal(1, run.Code);
        Assert.Contains("OPT3001", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DocsPrintsThePageOfACode()
    {
        var run = await _bench.RunAsync("docs", "opt1001");
        Assert.Equal(0, run.Code);
        Assert.StartsWith("# OPT1001", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DocsOfAnUnknownCodeSuggestsOne()
    {
        var run = await _bench.RunAsync("docs", "OPT100l");
        Assert.Equal(2, run.Code);
        Assert.Contains("did you mean OPT100", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _bench.Dispose();
}
