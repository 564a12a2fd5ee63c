using System.Text;
using System.Text.Json;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    [Fact]
    public async Task CleanFileIsOk()
    {
        _bench.Write("desk.optpolicy", Policies.Clean);
        var run = await _bench.RunAsync("check", "desk.optpolicy");
        Assert.Equal(0, run.Code);
        Assert.Contains("0 errors, 0 warnings", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryMistakeIsShownWithItsLineAndMarker()
    {
        _bench.Write("desk.optpolicy", Policies.Broken);
        var run = await _bench.RunAsync("check", "desk.optpolicy");
        Assert.Equal(1, run.Code);
        Assert.Contains("desk.optpolicy(24,36): error OPT3001", run.Out, StringComparison.Ordinal);
        Assert.Contains("  24 |     rule short when input.tokens < 500 use smal\n     |                                    ^^^\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("did you mean 'small'?", run.Out, StringComparison.Ordinal);
        Assert.Contains("= fix: Change to 'small'", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("2 errors, 0 warnings, 0 notes in 1 file.\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OutputThatIsNoTerminalHasNoColours()
    {
        _bench.Write("desk.optpolicy", Policies.Broken);
        Assert.DoesNotContain('\e', (await _bench.RunAsync("check")).Out);
    }

    [Fact]
    public async Task MissingFileIsAUsageError()
    {
        var run = await _bench.RunAsync("check", "nowhere.optpolicy");
        Assert.Equal(2, run.Code);
        Assert.StartsWith("nowhere.optpolicy: error OPT9010: there is no file or folder 'nowhere.optpolicy'", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderWithoutPoliciesIsAUsageError()
    {
        var run = await _bench.RunAsync("check", ".");
        Assert.Equal(2, run.Code);
        Assert.Contains("OPT9013", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmptyFileIsAnErrorAboutTheVersionLine()
    {
        _bench.Write("empty.optpolicy", "");
        var run = await _bench.RunAsync("check", "empty.optpolicy");
        Assert.Equal(1, run.Code);
        Assert.Contains("optpolicy 1", run.Out, StringComparison.Ordinal);
        Assert.Contains("1 error,", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongEncodingNamesTheByteAndTheLine()
    {
        _bench.WriteBytes("latin.optpolicy", [.. "optpolicy 1\n// Gr"u8, 0xFC, .. "sse\n"u8]);
        var run = await _bench.RunAsync("check", "latin.optpolicy");
        Assert.Equal(1, run.Code);
        Assert.Contains("OPT9011: the file is not UTF-8: byte 0xFC at offset 17 (line 2) is not valid there", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Utf16IsRecognised()
    {
        _bench.WriteBytes("wide.optpolicy", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Policies.Clean)]);
        Assert.Contains("it is UTF-16", (await _bench.RunAsync("check", "wide.optpolicy")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ByteOrderMarkIsNoMistake()
    {
        _bench.WriteBytes("marked.optpolicy", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Policies.Clean)]);
        Assert.Equal(0, (await _bench.RunAsync("check", "marked.optpolicy")).Code);
    }

    [Fact]
    public async Task TenMegabytesAreRefusedWithOneMessage()
    {
        _bench.Write("huge.optpolicy", new string('x', 10 << 20));
        var run = await _bench.RunAsync("check", "huge.optpolicy");
        Assert.Equal(1, run.Code);
        Assert.Contains("1 error, 0 warnings", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StandardInputIsReadFromADash()
    {
        var run = await _bench.RunWithInputAsync(Policies.Broken, "check", "-");
        Assert.Equal(1, run.Code);
        Assert.Contains("<stdin>(24,36): error OPT3001", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FoldersAndGlobsAreSearchedButNotBuildOutputs()
    {
        _bench.Write("a/one.optpolicy", Policies.Clean);
        _bench.Write("a/b/two.optpolicy", Policies.Clean.Replace("policy Desk", "policy Other", StringComparison.Ordinal));
        _bench.Write("a/bin/copy.optpolicy", "nonsense");
        Assert.Contains("2 files", (await _bench.RunAsync("check", "a")).Out, StringComparison.Ordinal);
        Assert.Contains("2 files", (await _bench.RunAsync("check", "a/[not-a-glob]", "a/**/o*.optpolicy", "a/b/*.optpolicy")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportedFilesAreLoadedWithoutBeingNamed()
    {
        _bench.Write("shared/models.optpolicy", Policies.Clean[..Policies.Clean.IndexOf("policy Desk", StringComparison.Ordinal)]);
        _bench.Write("desk.optpolicy", "optpolicy 1\nimport \"shared/models.optpolicy\"\n\npolicy Desk {\n  route {\n    rule short when input.tokens < 500tok use small\n    otherwise use large\n  }\n}\n");
        var run = await _bench.RunAsync("check", "desk.optpolicy");
        Assert.DoesNotContain("error OPT", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonCarriesPositionsAndFixes()
    {
        _bench.Write("desk.optpolicy", Policies.Broken);
        var run = await _bench.RunAsync("check", "desk.optpolicy", "--format", "json");
        using var json = JsonDocument.Parse(run.Out);
        var first = json.RootElement.GetProperty("diagnostics")[0];
        Assert.Equal(1, run.Code);
        Assert.Equal("OPT3001", first.GetProperty("code").GetString());
        Assert.Equal((24, 36), (first.GetProperty("line").GetInt32(), first.GetProperty("column").GetInt32()));
        Assert.Equal("500tok", first.GetProperty("fixes")[0].GetProperty("edits")[0].GetProperty("newText").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("errors").GetInt32());
    }

    [Fact]
    public async Task SarifNamesRulesRegionsAndFixes()
    {
        _bench.Write("my policies/desk.optpolicy", Policies.Broken);
        var run = await _bench.RunAsync("check", "my policies", "-f", "sarif");
        using var json = JsonDocument.Parse(run.Out);
        Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
        var log = json.RootElement.GetProperty("runs")[0];
        var rules = log.GetProperty("tool").GetProperty("driver").GetProperty("rules");
        var result = log.GetProperty("results")[0];
        Assert.Equal(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
        Assert.Contains("## Avoid", rules[0].GetProperty("help").GetProperty("markdown").GetString(), StringComparison.Ordinal);
        Assert.Contains("optpolicy docs OPT", rules[0].GetProperty("help").GetProperty("text").GetString(), StringComparison.Ordinal);
        var location = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("my%20policies/desk.optpolicy", location.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(24, location.GetProperty("region").GetProperty("startLine").GetInt32());
        var replacement = result.GetProperty("fixes")[0].GetProperty("artifactChanges")[0].GetProperty("replacements")[0];
        Assert.Equal(36, replacement.GetProperty("deletedRegion").GetProperty("startColumn").GetInt32());
        Assert.Equal("500tok", replacement.GetProperty("insertedContent").GetProperty("text").GetString());
    }

    [Fact]
    public async Task GitHubAnnotationsEscapeWhatTheirSyntaxReserves()
    {
        _bench.Write("desk.optpolicy", Policies.Clean.Replace("500tok", "150%", StringComparison.Ordinal));
        var run = await _bench.RunAsync("check", "--format", "github");
        Assert.StartsWith("::error file=desk.optpolicy,line=24,col=", run.Out, StringComparison.Ordinal);
        Assert.Contains("150%25", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownFormatIsAUsageErrorThatListsTheKnownOnes()
    {
        var run = await _bench.RunAsync("check", "--format", "xml");
        Assert.Equal(2, run.Code);
        Assert.Contains("--format takes text, json, sarif, github; not 'xml'.", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _bench.Dispose();
}
