namespace OptPolicy.Language.Tests.Checking;

public class PolicyTestCheckTests
{
    private const string Rules = """
        rule tools when has_tools use premium
        rule short when input.tokens < 500tok and language == en use mini
        otherwise use premium
        """;

    [Fact]
    public void AnImpossibleRuleIsReportedWithTheRulesThatTakeTheRequest()
    {
        var check = Checked.Route(Rules, """
            test "a long one" {
              input.tokens: 2ktok
              expect rule short
            }
            """);

        Assert.Equal(
            ["OPT6003 at 'expect rule short': rule 'short' cannot decide this request: one of the rules 'tools', 'otherwise' takes it"],
            check.Messages);
    }

    [Fact]
    public void AnImpossibleModelIsReported()
    {
        var check = Checked.Route(Rules, """
            test "tools" {
              has_tools: true
              expect model mini
            }
            """);

        Assert.Equal(["OPT6003 at 'expect model mini': 'mini' cannot answer this request: rule 'tools' takes it"], check.Messages);
    }

    [Fact]
    public void AFallbackOrADegradedBudgetMayAnswer()
    {
        const string test = """
            test "tools" {
              has_tools: true
              expect model mini
            }
            """;

        Assert.Empty(Checked.Route(Rules, "fallback {\n  try premium\n  try mini\n}\n" + test).Messages);
        Assert.Empty(Checked.Route(Rules, "budget per tenant {\n  limit: $50.00/day\n  at 90% degrade to mini\n}\n" + test).Messages);
    }

    [Fact]
    public void WhatTheTestLeavesOpenIsNotHeldAgainstIt() =>
        Assert.Empty(Checked.Route(Rules, "test \"open\" {\n  language: en\n  expect rule short\n}").Messages);

    [Fact]
    public void PinnedFactsThatLeaveOneRuleShowIt()
    {
        var check = Checked.Route(Rules, "test \"tools\" {\n  has_tools: true\n  expect cost <= $0.5\n}");

        Assert.Equal(["short", "otherwise"], check.Compilation.Diagnostics.Where(static d => d.Code == "OPT6002").Select(static d => d.Arguments[0]));
    }
}
