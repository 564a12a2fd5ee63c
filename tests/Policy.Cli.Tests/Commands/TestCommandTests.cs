using System.Text.Json;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Commands;

public sealed class TestCommandTests : IDisposable
{
    private const string WithPredicate = """
        optpolicy 1

        model small {
          provider: client
          price: free
          context: 8ktok
          max_output: 1ktok
        }

        model large {
          provider: client
          price.input: $1.25/Mtok
          price.output: $10.00/Mtok
          context: 8ktok
          max_output: 1ktok
        }

        extern is_vip(request)

        policy Desk {
          route {
            rule vip when is_vip(request) use large
            otherwise use small
          }

          test "a vip is served by the large model" {
            prompt: "Hello"
            expect rule vip
          }
        }

        """;

    private readonly Workbench _bench = new();

    [Fact]
    public async Task PassingTestsShowWhereTheRequestWent()
    {
        _bench.Write("desk.optpolicy", Policies.Clean);
        var run = await _bench.RunAsync("test");
        Assert.Equal(0, run.Code);
        Assert.Contains("ok    a vip gets the large model   rule vip → large", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("2 passed, 0 failed\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailingTestNamesTheLineOfTheExpectation()
    {
        _bench.Write("desk.optpolicy", Policies.Clean.Replace("expect cost <= $0.01", "expect cost <= $0.0000000001", StringComparison.Ordinal));
        var run = await _bench.RunAsync("test");
        Assert.Equal(1, run.Code);
        Assert.Contains("FAIL  short questions stay small", run.Out, StringComparison.Ordinal);
        Assert.Contains("desk.optpolicy(38): ", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("1 passed, 1 failed\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilterChoosesTestsByName()
    {
        _bench.Write("desk.optpolicy", Policies.Clean);
        Assert.EndsWith("1 passed, 0 failed\n", (await _bench.RunAsync("test", "--filter", "VIP")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenPolicyShowsItsErrorsInsteadOfRunning()
    {
        _bench.Write("desk.optpolicy", Policies.Broken);
        var run = await _bench.RunAsync("test");
        Assert.Equal(1, run.Code);
        Assert.Contains("error OPT3001", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("no test was run\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TestThatAsksTheAppsCSharpIsLeftToTheApp()
    {
        _bench.Write("desk.optpolicy", WithPredicate);
        var run = await _bench.RunAsync("test");
        Assert.Equal(0, run.Code);
        Assert.Contains("asks is_vip, which is C# of the app", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("0 passed, 0 failed, 1 left to 'dotnet test'\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoFilesMayNameTheirPoliciesAlike()
    {
        _bench.Write("a/desk.optpolicy", Policies.Clean);
        _bench.Write("b/desk.optpolicy", Policies.Clean);
        Assert.EndsWith("4 passed, 0 failed\n", (await _bench.RunAsync("test")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonCarriesEveryResult()
    {
        _bench.Write("desk.optpolicy", Policies.Clean);
        using var json = JsonDocument.Parse((await _bench.RunAsync("test", "--format", "json")).Out);
        var test = json.RootElement.GetProperty("tests")[1];
        Assert.Equal(("short questions stay small", "passed", "short", "small"), (Text("name"), Text("result"), Text("rule"), Text("model")));
        Assert.Equal(2, json.RootElement.GetProperty("passed").GetInt32());

        string? Text(string name) => test.GetProperty(name).GetString();
    }

    public void Dispose() => _bench.Dispose();
}
