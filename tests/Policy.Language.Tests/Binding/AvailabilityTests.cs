using OptPolicy.Language.Diagnostics;

namespace OptPolicy.Language.Tests.Binding;

public class AvailabilityTests
{
    private const string Route = """
        policy Desk {
          route {
            rule tools when has_tools use mini
            otherwise use premium
          }

        """;

    [Theory]
    [InlineData("canary mini share 5% shadow", "canary")]
    [InlineData("quality {\n sample: 2%\n gate drift <= 5%\n }", "quality")]
    [InlineData("assert latency.p95 <= 3s", "assert latency")]
    public void StatementThatDoesNothingYetIsOneErrorAtItsFirstWord(string statement, string title)
    {
        var content = Compiling.Models + Route + "  " + statement + "\n}\n";
        var mistake = Assert.Single(Compiling.Text(content).Diagnostics, static d => d.Severity == DiagnosticSeverity.Error);

        Assert.Equal("OPT9100", mistake.Code);
        Assert.StartsWith($"'{title}' is not available yet: ", mistake.Message, StringComparison.Ordinal);
        Assert.EndsWith(". Remove it for now.", mistake.Message, StringComparison.Ordinal);
        Assert.Equal(content.IndexOf(statement, StringComparison.Ordinal), mistake.Span.Start);
    }

    [Fact]
    public void MistakesInsideAreReportedToo()
    {
        var content = Compiling.Models + Route + "  quality {\n sample: many\n }\n}\n";

        Assert.Equal(["OPT3001", "OPT9100"], Compiling.Text(content).Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.Code).Order());
    }

    [Fact]
    public void LogicIsStillCheckedAndThePolicyIsNotEmitted()
    {
        var compilation = Compiling.Text(Compiling.Models + Route.Replace("otherwise use premium", "rule same when has_tools use premium\n otherwise use premium", StringComparison.Ordinal) + "  canary mini share 5%\n}\n");

        Assert.Contains(compilation.Diagnostics, static d => d.Code == "OPT4001");
        Assert.Empty(compilation.Files[0].Policies);
    }

    [Fact]
    public void WholeLanguageBindsAndOnlyWhatCannotRunIsRefused()
    {
        var compilation = Compiling.Files(
            ("support.optpolicy", File.ReadAllText(Path.Combine(Golden.Samples, "support.optpolicy"))),
            ("shared/baseline.optpolicy", Compiling.Models + "policy Baseline {\n  route {\n    rule json when wants_json use mini\n    otherwise use premium\n  }\n}\n"));

        var refused = compilation.Diagnostics.Where(static d => d.Code == "OPT9100").Select(static d => d.Arguments[0]);
        Assert.Equal(["assert latency", "canary", "quality"], refused);
        Assert.DoesNotContain(compilation.Diagnostics, static d => d.Code[3] is '1' or '2' or '3');
    }
}
