using Microsoft.CodeAnalysis;
using OptPolicy.Generator.Tests.Harness;

namespace OptPolicy.Generator.Tests.Emission;

public sealed class LineMappingTests
{
    [Fact]
    public void MissingPredicateIsReportedAtItsNameInThePolicy()
    {
        var project = new PolicyProject(Support.File) { CSharp = Support.Predicates.Replace("IsVip", "IsVip2", StringComparison.Ordinal).Replace("partial bool IsVip2", "bool IsVip2", StringComparison.Ordinal) };
        var error = Assert.Single(project.Build().GetDiagnostics(TestContext.Current.CancellationToken), static d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal("CS8795", error.Id);
        AssertAt("is_vip", "extern is_vip", error.Location);
    }

    [Fact]
    public void ExceptionOfAPredicateNamesTheRuleInItsStackTrace()
    {
        var project = new PolicyProject(Support.File)
        {
            CSharp = Support.Predicates.Replace("request.User(\"contract\") == \"gold\"", "throw new System.FormatException(\"bad\")", StringComparison.Ordinal),
        };
        var policy = project.LoadPolicy("SupportDesk");
        var error = Assert.Throws<FormatException>(() => policy.Route(new RequestFacts([])));
        var line = LineOf("rule vip when");
        Assert.Contains($"support.optpolicy:line {line}", error.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryMappingIsClosed()
    {
        foreach (var (name, content) in Support.Project().Generate())
        {
            var lines = content.Split('\n');
            var last = Array.FindLastIndex(lines, static l => l.StartsWith("#line", StringComparison.Ordinal));
            Assert.True(last < 0 || string.Equals(lines[last], "#line default", StringComparison.Ordinal), name);
        }
    }

    private static void AssertAt(string text, string within, Location location)
    {
        var content = Support.File.GetText().ToString();
        var start = content.IndexOf(within, StringComparison.Ordinal) + within.IndexOf(text, StringComparison.Ordinal);
        var span = location.GetMappedLineSpan();
        Assert.Equal(PolicyProject.Folder + "support.optpolicy", span.Path);
        Assert.Equal(Support.File.GetText().Lines.GetLinePosition(start), span.StartLinePosition);
    }

    private static int LineOf(string text) =>
        Support.File.GetText().Lines.GetLineFromPosition(Support.File.GetText().ToString().IndexOf(text, StringComparison.Ordinal)).LineNumber + 1;
}
