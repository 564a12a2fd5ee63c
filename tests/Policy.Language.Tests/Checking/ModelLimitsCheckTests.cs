using OptPolicy.Language.Tests.Binding;

namespace OptPolicy.Language.Tests.Checking;

public class ModelLimitsCheckTests
{
    [Theory]
    [InlineData("breaker.pause: 15s", "breaker.pause", "without 'breaker.failures' nothing opens its breaker")]
    [InlineData("breaker.attempts: 5", "breaker.attempts", "without 'breaker.failures' nothing opens its breaker")]
    [InlineData("rate.wait: 2s", "rate.wait", "its rate is not limited")]
    public void SettingThatDoesNothingIsReportedWithItsRemoval(string line, string setting, string reason)
    {
        var content = With(line);
        var diagnostic = Assert.Single(Compiling.Text(content).Diagnostics);

        Assert.Equal(("OPT2036", setting), (diagnostic.Code, content.Substring(diagnostic.Span.Start, diagnostic.Span.Length)));
        Assert.Contains(reason, diagnostic.Message, StringComparison.Ordinal);
        Assert.Empty(Compiling.Text(Compiling.ApplyFix(content, diagnostic)).Diagnostics);
    }

    [Theory]
    [InlineData("breaker.failures: 50%\n  breaker.pause: 1min")]
    [InlineData("rate.tokens: 200ktok\n  rate.wait: 2s")]
    public void SettingsThatBelongTogetherAreFine(string lines) => Assert.Empty(Compiling.Text(With(lines)).Diagnostics);

    [Theory]
    [InlineData("breaker.failures: 150%", "OPT3003", "150%")]
    [InlineData("rate.requests: 0", "OPT3003", "0")]
    [InlineData("rate.tokens: 5s", "OPT3001", "5s")]
    public void ValueOutOfRangeIsReportedAtItsPlace(string line, string code, string at)
    {
        var content = With(line);
        var diagnostic = Assert.Single(Compiling.Text(content).Diagnostics);

        Assert.Equal((code, at), (diagnostic.Code, content.Substring(diagnostic.Span.Start, diagnostic.Span.Length)));
    }

    private static string With(string lines) =>
        Compiling.Models.Replace("  provider: client\n", $"  provider: client\n  {lines}\n", StringComparison.Ordinal)
        + "policy Desk {\n  route {\n    rule short when input.tokens < 1ktok use mini\n    otherwise use premium\n  }\n}\n";
}
