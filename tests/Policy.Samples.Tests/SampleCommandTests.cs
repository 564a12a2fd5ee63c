using Spectre.Console;
using SupportSample;

namespace OptPolicy.Samples.Tests;

public sealed class SampleCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sample-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task TheDayEndsWithASummaryAndAReport()
    {
        var (code, output) = await RunAsync(new SampleOptions { Report = At("desk.html"), Recorded = true });
        Assert.Equal(0, code);
        Assert.Contains("309 conversations", output, StringComparison.Ordinal);
        Assert.Contains("saved", output, StringComparison.Ordinal);
        Assert.Contains("support.optpolicy:", output, StringComparison.Ordinal);
        var html = await File.ReadAllTextAsync(At("desk.html"), TestContext.Current.CancellationToken);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
        Assert.Contains("no benchmark", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProblemsAreComparedWithEachModelAloneAndWithAMixByLot()
    {
        await File.WriteAllLinesAsync(At("problems.jsonl"), Enumerable.Range(0, 20).Select(static i =>
            $$"""{"prompt":"What is {{i}} + 1?","weak":{{(i % 4 != 0 ? "true" : "false")}},"strong":true,"weak_response":"{{i}} + 1 = {{(i % 4 != 0 ? i + 1 : i)}}\n#### {{i + 1}}","strong_response":"{{i}} + 1 = {{i + 1}}"}"""), TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync(new SampleOptions { Report = At("math.html"), Traffic = At("problems.jsonl") });

        // Every wrong sum is noticed, so the policy is right throughout with a quarter of the large model's work.
        Assert.Equal(0, code);
        Assert.Contains("20 problems", output, StringComparison.Ordinal);
        Assert.Contains("recovers 100.0% of the gap", output, StringComparison.Ordinal);
        Assert.True(File.Exists(At("math.html")));
    }

    [Fact]
    public async Task BadTrafficEndsWithOneLineAndExitCode1()
    {
        await File.WriteAllTextAsync(At("bad.jsonl"), "{", TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync(new SampleOptions { Report = At("desk.html"), Traffic = At("bad.jsonl") });
        Assert.Equal(1, code);
        Assert.Contains("bad.jsonl:1: not a line of traffic", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrafficOfAnUnknownTenantNamesTheMissingPrompt()
    {
        await File.WriteAllTextAsync(At("own.jsonl"), """{"id":"c-1","at":"2026-03-09T08:00:00Z","tenant":"elsewhere","user":"ann","say":["hi"]}""", TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync(new SampleOptions { Report = At("desk.html"), Traffic = At("own.jsonl"), Recorded = true });
        Assert.Equal(1, code);
        Assert.Contains("there is no prompts/elsewhere.md", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WordsThatNobodyRecordedAreNamedAsSuch()
    {
        await File.WriteAllTextAsync(At("own.jsonl"), """{"id":"c-1","at":"2026-03-09T08:00:00Z","tenant":"lumen","user":"ann","say":["Do you sell boats?"]}""", TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync(new SampleOptions { Report = At("desk.html"), Traffic = At("own.jsonl"), Recorded = true });
        Assert.Equal(0, code);
        Assert.Contains("no answer c-1", output, StringComparison.Ordinal);
        Assert.Contains("has no answer to this conversation", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReportThatCannotBeWrittenIsNamed()
    {
        await File.WriteAllTextAsync(At("file"), "", TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync(new SampleOptions { Report = Path.Combine(At("file"), "desk.html"), Recorded = true, Limit = 3 });
        Assert.Equal(1, code);
        Assert.Contains("the report cannot be written", output, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private static async Task<(int Code, string Output)> RunAsync(SampleOptions options)
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        console.Profile.Width = 400;
        var code = await Sample.RunAsync(options, console, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}
