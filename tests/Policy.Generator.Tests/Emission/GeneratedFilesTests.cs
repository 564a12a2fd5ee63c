using Microsoft.CodeAnalysis;
using OptPolicy.Generator.Tests.Harness;

namespace OptPolicy.Generator.Tests.Emission;

public sealed class GeneratedFilesTests
{
    [Fact]
    public void GeneratedFilesAreTheReviewedOnes()
    {
        foreach (var (name, content) in Support.Project().Generate())
        {
            Golden.Match(name, content);
        }
    }

    [Fact]
    public void GeneratedCodeCompilesWithoutWarnings()
    {
        var problems = Support.Project().Build().GetDiagnostics(TestContext.Current.CancellationToken).Where(static d => d.Severity >= DiagnosticSeverity.Warning);
        Assert.Empty(problems);
    }

    [Fact]
    public void GeneratedCodeCompilesInTheGlobalNamespace()
    {
        var project = new PolicyProject(Support.File) { RootNamespace = "", CSharp = Support.Predicates.Replace("namespace Shop;", "", StringComparison.Ordinal) };
        Assert.DoesNotContain(project.Build().GetDiagnostics(TestContext.Current.CancellationToken), static d => d.Severity >= DiagnosticSeverity.Warning);
    }

    [Fact]
    public void TwoRunsGiveTheSameBytes() => Assert.Equal(Support.Project().Generate(), Support.Project().Generate());

    [Fact]
    public void OrderOfFilesDoesNotMatter()
    {
        var one = Support.File;
        var two = PolicyProject.File("chat.optpolicy", Policies.Chat);
        Assert.Equal(new PolicyProject(one, two).Generate(), new PolicyProject(two, one).Generate());
    }

    [Fact]
    public void PathsInGeneratedStringsDoNotDependOnTheMachine()
    {
        var files = Support.Project().Generate();
        var lines = files["SupportDesk.g.cs"].Split('\n').Where(static l => !l.StartsWith("#line", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, static l => l.Contains(PolicyProject.Folder, StringComparison.Ordinal));
    }

    [Fact]
    public void NamespaceFollowsTheProjectNameEvenWhenThatIsNoIdentifier()
    {
        var files = new PolicyProject(PolicyProject.File("chat.optpolicy", Policies.Chat)) { Name = "my-shop.2go" }.Generate();
        Assert.Contains("namespace my_shop._2go;", files["Chat.g.cs"], StringComparison.Ordinal);
    }
}
