using Microsoft.CodeAnalysis;
using OptPolicy.Generator.Tests.Harness;

namespace OptPolicy.Generator.Tests.Emission;

public sealed class UnusualInputTests
{
    [Fact]
    public void InheritedRulesAndPredicatesPointIntoTheFileThatDeclaresThem()
    {
        var shared = PolicyProject.File("shared/base.optpolicy", Policies.Chat.Replace("policy Chat", "extern is_vip(request)\n\npolicy Baseline", StringComparison.Ordinal)
            .Replace("rule long when input.tokens > 2ktok", "rule vip when is_vip(request)", StringComparison.Ordinal));
        var desk = PolicyProject.File("desk.optpolicy", """
            optpolicy 1
            import "shared/base.optpolicy" as shared

            policy Desk extends shared.Baseline {
              route {
                rule pictures when has_images use shared.large
                inherit
              }
            }

            """);
        var project = new PolicyProject(shared, desk)
        {
            CSharp = """
                namespace Shop;

                public sealed partial class Desk
                {
                    private static partial bool IsVip(OptPolicy.RequestFacts request) => true;
                }

                public sealed partial class Baseline
                {
                    private static partial bool IsVip(OptPolicy.RequestFacts request) => true;
                }
                """,
        };
        Assert.DoesNotContain(project.Build().GetDiagnostics(TestContext.Current.CancellationToken), static d => d.Severity >= DiagnosticSeverity.Warning);
        var files = project.Generate();
        Assert.Contains("\"/app/shared/base.optpolicy\"\n        if (IsVip(request))", files["Desk.g.cs"], StringComparison.Ordinal);
        Assert.Contains("\"/app/desk.optpolicy\"\n        if (request.HasImages)", files["Desk.g.cs"], StringComparison.Ordinal);
        Assert.Equal(["pictures", "vip", "otherwise"], project.LoadPolicy("Desk").Rules.Select(static r => r.Name));
    }

    [Fact]
    public void WindowsLineEndsChangeNothingThatIsGenerated()
    {
        var unix = Support.Project().Generate();
        var windows = new PolicyProject(Support.File.WithContent(Support.File.GetText().ToString().ReplaceLineEndings("\r\n"))).Generate();
        Assert.Equal(unix, windows);
    }

    [Fact]
    public void TextThatWouldBreakCSharpIsEscaped()
    {
        var policy = Policies.Chat
            .Replace("rule long", "/// Ends a comment? */ </summary> & \"quotes\"\n    rule long", StringComparison.Ordinal)
            .Replace("input.tokens > 2ktok", "input.text contains \"\\\"; } // {0}\"", StringComparison.Ordinal)
            .Replace("otherwise use small\n  }\n", "otherwise use small\n  }\n\n  test \"1: a \\\"quoted\\\" name, größer\" {\n    prompt: \"{ \\\\ }\"\n    expect rule otherwise\n  }\n  test \"1: a quoted name, größer\" {\n    prompt: \"x\"\n    expect rule otherwise\n  }\n", StringComparison.Ordinal);
        var project = new PolicyProject(PolicyProject.File("chat.optpolicy", policy, "both"));
        Assert.DoesNotContain(project.Build().GetDiagnostics(TestContext.Current.CancellationToken), static d => d.Severity >= DiagnosticSeverity.Warning);
        Assert.Contains("_1AQuotedNameGrößer_2()", project.Generate()["ChatPolicyTests.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task PatternThatCannotBeMatchedInLinearTimeIsAMistakeInThePolicy()
    {
        var policy = Policies.Mail.Replace("contains \"lawyer\"", "matches \"(?=lawyer)\"", StringComparison.Ordinal);
        var mistake = Assert.Single(await new PolicyProject(PolicyProject.File("mail.optpolicy", policy)).AnalyzeAsync(), static d => d.Severity == DiagnosticSeverity.Error);
        Assert.Contains("(?=lawyer)", mistake.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondPolicyOfTheSameNameIsReportedAndNotEmitted()
    {
        var project = new PolicyProject(PolicyProject.File("a.optpolicy", Policies.Chat), PolicyProject.File("b.optpolicy", Policies.Chat));
        Assert.Equal(["Chat.Registration.g.cs", "Chat.g.cs"], project.Generate().Keys);
        var mistake = Assert.Single(await project.AnalyzeAsync(), static d => d.Severity == DiagnosticSeverity.Error);
        Assert.EndsWith("b.optpolicy", mistake.Location.GetLineSpan().Path, StringComparison.Ordinal);
    }

    [Fact]
    public void FileThatIsNoPolicyGeneratesNothing()
    {
        Assert.Empty(new PolicyProject(PolicyProject.File("empty.optpolicy", "")).Generate());
        Assert.Empty(new PolicyProject(PolicyProject.File("noise.optpolicy", "\0\u0001 }}} policy {{{ \"")).Generate());
    }
}
