using Microsoft.CodeAnalysis;
using OptPolicy.Generator.Tests.Harness;

namespace OptPolicy.Generator.Tests.Pipeline;

public sealed class PolicyTestsEmissionTests
{
    private static readonly PolicyFile AsTests = new(Support.File.Path, Support.File.GetText().ToString(), "tests");

    [Fact]
    public void TestProjectGetsOneFactPerTestOfTheReferencedApp()
    {
        var app = Support.Project().Build();
        var tests = new PolicyProject(AsTests) { Name = "Shop.Tests", MoreReferences = [app.ToMetadataReference()] };
        var files = tests.Generate();
        Golden.Match("SupportDeskPolicyTests.g.cs", files["SupportDeskPolicyTests.g.cs"]);
        Golden.Match("SupportDeskTestCases.g.cs", files["SupportDeskTestCases.g.cs"]);
        Assert.DoesNotContain(tests.Build().GetDiagnostics(TestContext.Current.CancellationToken), static d => d.Severity >= DiagnosticSeverity.Warning);
    }

    [Fact]
    public void ProjectThatIsAppAndTestsInOneGetsBoth()
    {
        var file = new PolicyFile(Support.File.Path, Support.File.GetText().ToString(), "both");
        var project = new PolicyProject(file) { CSharp = Support.Predicates };
        Assert.Equal(
            ["SupportDesk.Registration.g.cs", "SupportDesk.Tuning.g.cs", "SupportDesk.g.cs", "SupportDeskPolicyTests.g.cs", "SupportDeskTestCases.g.cs"],
            project.Generate().Keys);
        Assert.DoesNotContain(project.Build().GetDiagnostics(TestContext.Current.CancellationToken), static d => d.Severity >= DiagnosticSeverity.Warning);
    }

    [Fact]
    public void HostThatRunsTestsItselfGetsThemAsData()
    {
        var file = new PolicyFile(Support.File.Path, Support.File.GetText().ToString(), "both");
        var files = new PolicyProject(file) { CSharp = Support.Predicates, EmitTests = "cases" }.Generate();
        Assert.Contains("SupportDeskTestCases.g.cs", files.Keys);
        Assert.DoesNotContain("SupportDeskPolicyTests.g.cs", files.Keys);
    }

    [Fact]
    public void ImportedFileEmitsNothing()
    {
        var file = new PolicyFile(PolicyProject.Folder + "chat.optpolicy", Policies.Chat, "import");
        Assert.Empty(new PolicyProject(file).Generate());
    }
}
