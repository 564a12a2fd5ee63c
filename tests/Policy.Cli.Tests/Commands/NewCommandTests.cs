using System.Text.RegularExpressions;
using OptPolicy.Cli.Templates;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Commands;

public sealed partial class NewCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    public static TheoryData<string> Templates => [.. PolicyTemplate.Names];

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task EveryTemplateIsCleanFormattedAndPassesItsTests(string template)
    {
        Assert.Equal(0, (await _bench.RunAsync("new", "support-desk", "-t", template)).Code);
        Assert.Contains("policy SupportDesk {", _bench.Read("support-desk.optpolicy"), StringComparison.Ordinal);
        var check = await _bench.RunAsync("check");
        // What a compression starts from is the user's to bring, and the check says what is missing.
        Assert.Equal(template == "compress" ? ["OPT7021", "OPT7023", "OPT7030"] : [], Code().Matches(check.Out).Select(static m => m.Value).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(0, (await _bench.RunAsync("fmt", "--check")).Code);
        var tests = await _bench.RunAsync("test");
        Assert.Equal(0, tests.Code);
        Assert.Contains(" passed, 0 failed", tests.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExistingFileIsNeverOverwritten()
    {
        _bench.Write("desk.optpolicy", "mine");
        var run = await _bench.RunAsync("new", "desk.optpolicy");
        Assert.Equal(2, run.Code);
        Assert.Contains("already there", run.Error, StringComparison.Ordinal);
        Assert.Equal("mine", _bench.Read("desk.optpolicy"));
    }

    [Fact]
    public async Task NameThatIsNoClassNameIsRefused()
    {
        var run = await _bench.RunAsync("new", "desk", "--name", "my desk");
        Assert.Equal(2, run.Code);
        Assert.Contains("it becomes a C# class", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_bench.Folder));
    }

    [Fact]
    public async Task UnknownTemplateListsTheKnownOnes()
    {
        var run = await _bench.RunAsync("new", "desk", "-t", "edge");
        Assert.Equal(2, run.Code);
        Assert.Contains("chat", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _bench.Dispose();

    [GeneratedRegex("OPT[0-9]{4}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
