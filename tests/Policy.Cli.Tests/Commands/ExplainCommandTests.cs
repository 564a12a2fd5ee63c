using System.Text.Json;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Commands;

public sealed class ExplainCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    public ExplainCommandTests() => _bench.Write("desk.optpolicy", Policies.Clean);

    [Fact]
    public async Task ShowsTheRuleAndWhyEarlierOnesDoNotHold()
    {
        var run = await _bench.RunAsync("explain", "desk.optpolicy", "--prompt", "What are your opening hours?", "--set", "user.tier=free");
        Assert.Equal(0, run.Code);
        Assert.Contains("policy Desk: rule short → small", run.Out, StringComparison.Ordinal);
        Assert.Contains("no  user.tier == enterprise   user.tier is \"free\"", run.Out, StringComparison.Ordinal);
        Assert.Contains("decides short", run.Out, StringComparison.Ordinal);
        Assert.Contains("small (rule)   about $", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PinnedFactsDecide()
    {
        var run = await _bench.RunAsync("explain", "desk.optpolicy", "--prompt", "Hi", "--set", "user.tier=enterprise", "has_tools=false", "input.tokens=2ktok");
        Assert.Contains("rule vip → large", run.Out, StringComparison.Ordinal);
        Assert.Contains("input.tokens = 2000", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestFileCarriesToolsSoundAndFacts()
    {
        _bench.Write("r.json", """
            {
              "messages": [
                { "role": "system", "content": "Be kind." },
                { "role": "user", "content": [{ "type": "text", "text": "What is this?" }, { "type": "input_audio", "input_audio": { "data": "" } }] }
              ],
              "tools": [{ "type": "function", "function": { "name": "look_up", "parameters": { "type": "object" } } }],
              "facts": { "user.tier": "enterprise", "input.tokens": "100tok" }
            }
            """);
        var run = await _bench.RunAsync("explain", "desk.optpolicy", "--request", "r.json", "--format", "json");
        using var json = JsonDocument.Parse(run.Out);
        Assert.Equal("short", json.RootElement.GetProperty("rule").GetString());
        Assert.Equal("true", json.RootElement.GetProperty("facts").GetProperty("has_tools").GetString());
        Assert.Contains("no audio", json.RootElement.GetProperty("models")[0].GetProperty("skipped").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user.tire", "there is no request fact 'user.tire'")]
    [InlineData("has_tool=true", "did you mean 'has_tools'?")]
    [InlineData("input.tokens=2kg", "'2kg' is no value for 'input.tokens'; write for example 500tok")]
    [InlineData("has_tools=maybe", "'has_tools' is true or false, not 'maybe'")]
    public async Task PinThatCannotBeIsExplained(string pin, string message)
    {
        var run = await _bench.RunAsync("explain", "desk.optpolicy", "--prompt", "Hi", "--set", pin.Contains('=', StringComparison.Ordinal) ? pin : pin + "=x");
        Assert.Equal(pin == "user.tire" ? 0 : 2, run.Code);
        if (run.Code != 0)
        {
            Assert.Contains(message, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task PromptOrRequestIsNeededAndNotBoth()
    {
        Assert.Equal(2, (await _bench.RunAsync("explain", "desk.optpolicy")).Code);
        Assert.Equal(2, (await _bench.RunAsync("explain", "desk.optpolicy", "--prompt", "a", "--request", "r.json")).Code);
    }

    [Fact]
    public async Task BrokenRequestFileSaysWhatARequestIs()
    {
        _bench.Write("r.json", "[]");
        var run = await _bench.RunAsync("explain", "desk.optpolicy", "--request", "r.json");
        Assert.Equal(2, run.Code);
        Assert.Contains("a request is an object with a 'messages' array", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingFilesAreUsageErrors()
    {
        Assert.Equal(2, (await _bench.RunAsync("explain", "desk.optpolicy", "--request", "nowhere.json")).Code);
        Assert.Equal(2, (await _bench.RunAsync("explain", "nowhere.optpolicy", "--prompt", "Hi")).Code);
    }

    public void Dispose() => _bench.Dispose();
}
