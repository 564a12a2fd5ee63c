using Microsoft.CodeAnalysis;
using OptPolicy.Generator.Tests.Harness;

namespace OptPolicy.Generator.Tests.Pipeline;

public sealed class AnalyzerTests
{
    [Fact]
    public async Task MistakeIsReportedOnceAtItsPlaceWithItsFixAndItsPage()
    {
        var project = new PolicyProject(PolicyProject.File("chat.optpolicy", Policies.Chat.Replace("use small", "use smal", StringComparison.Ordinal)));
        var mistake = Assert.Single(await project.AnalyzeAsync(), static d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal("OPT2001", mistake.Id);
        Assert.Equal(PolicyProject.Folder + "chat.optpolicy", mistake.Location.GetLineSpan().Path);
        Assert.Equal((23, 19), Place(mistake));
        Assert.EndsWith("(fix: Change to 'small')", mistake.GetMessage(), StringComparison.Ordinal);
        Assert.Equal("docs/diagnostics/OPT2001.md", mistake.Descriptor.HelpLinkUri);
    }

    [Fact]
    public async Task NamesWithBracesDoNotBreakTheMessage()
    {
        var project = new PolicyProject(PolicyProject.File("chat.optpolicy", Policies.Chat.Replace("provider: client", "provider: \"{0} {\"", StringComparison.Ordinal)));
        Assert.Contains(await project.AnalyzeAsync(), static d => d.GetMessage().Contains("{0} {", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MistakesOfAllFilesAreReportedTogether()
    {
        var project = new PolicyProject(
            PolicyProject.File("chat.optpolicy", Policies.Chat.Replace("use small", "use smal", StringComparison.Ordinal)),
            PolicyProject.File("mail.optpolicy", Policies.Mail.Replace("use large", "use lage", StringComparison.Ordinal)));
        var files = (await project.AnalyzeAsync()).Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => Path.GetFileName(d.Location.GetLineSpan().Path));
        Assert.Equal(["chat.optpolicy", "mail.optpolicy"], files);
    }

    [Fact]
    public async Task TestProjectWithoutTheAppIsTold()
    {
        var tests = new PolicyProject(new PolicyFile(Support.File.Path, Support.File.GetText().ToString(), "tests")) { Name = "Shop.Tests" };
        var problem = Assert.Single(await tests.AnalyzeAsync());
        Assert.Equal("OPT9002", problem.Id);
        Assert.Contains("'SupportDesk'", problem.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TestProjectDoesNotRepeatWarningsOfTheApp()
    {
        var app = Support.Project();
        var tests = new PolicyProject(new PolicyFile(Support.File.Path, Support.File.GetText().ToString(), "tests"))
        {
            Name = "Shop.Tests",
            MoreReferences = [app.Build().ToMetadataReference()],
        };
        Assert.NotEmpty(await app.AnalyzeAsync());
        Assert.Empty(await tests.AnalyzeAsync());
    }

    private static (int Line, int Column) Place(Diagnostic diagnostic)
    {
        var start = diagnostic.Location.GetLineSpan().StartLinePosition;
        return (start.Line + 1, start.Character + 1);
    }
}
