namespace OptPolicy.Language.Tests.Checking;

public class RoutingCheckTests
{
    [Fact]
    public void AHiddenRuleNamesTheFewestRulesThatHideIt()
    {
        var check = Checked.Route("""
            rule images when has_images use mini
            rule tools when has_tools use premium
            rule german when language == de use mini
            rule rest when not has_tools and language != de use premium
            rule short when input.tokens < 500tok use mini
            otherwise use premium
            """);

        var hidden = Assert.Single(check.Diagnostics);
        Assert.Equal("no request reaches rule 'short': 'tools' and 'german' and 'rest' before it together take all of them; move it up or remove it", hidden.Message);
        Assert.Equal([22, 23, 24], hidden.Related.Select(static r => r.Location.Start.Line - 9));
    }

    [Fact]
    public void ARuleThatHidesByBeingAlwaysTrueIsTheOnlyReport()
    {
        var check = Checked.Route("""
            rule all when input.tokens >= 0tok use mini
            rule short when input.tokens < 500tok use premium
            otherwise use premium
            """);

        Assert.Equal(["OPT4009 at 'input.tokens >= 0tok': the condition of rule 'all' is always true: nothing can make it false; use 'otherwise'"], check.Messages);
    }

    [Theory]
    [InlineData("input.tokens < 0tok", "no value satisfies 'input.tokens < 0tok'")]
    [InlineData("has_tools and language == en and not has_tools", "'has_tools' and 'not has_tools' exclude each other")]
    [InlineData("intent == refund and turns > 3 and intent in [legal, billing]", "'intent == refund' and 'intent in [legal, billing]' exclude each other")]
    [InlineData("difficulty > 0.5 and difficulty in 0.1..0.3", "'difficulty > 0.5' and 'difficulty in 0.1..0.3' exclude each other")]
    public void AConditionThatIsNeverTrueShowsWhatContradicts(string condition, string reason)
    {
        var check = Checked.Route($"rule never when {condition} use mini\notherwise use premium");

        Assert.Equal([$"OPT4002 at '{condition}': the condition of rule 'never' is never true: {reason}"], check.Messages);
    }

    [Fact]
    public void AGapShowsARequestAndItsFixClosesIt()
    {
        var check = Checked.Route("""
            rule short when input.tokens < 500tok use mini
            rule german when language == de use mini
            """);

        var gap = Assert.Single(check.Diagnostics);
        Assert.Equal("no rule decides a request with input.tokens = 500tok, language = other; end the route with 'otherwise use …'", gap.Message);
        Assert.Contains("rule german when language == de use mini\n    otherwise use mini\n  }", check.Fixed("OPT4003"), StringComparison.Ordinal);
    }

    [Fact]
    public void TheBaselineClosesAGap()
    {
        var check = Checked.Body("""
            baseline: premium
            route {
              rule short when input.tokens < 500tok use mini
            }
            """);

        Assert.Contains("otherwise use premium\n", check.Fixed("OPT4003"), StringComparison.Ordinal);
    }

    [Fact]
    public void RulesThatCoverEveryRequestNeedNoOtherwise()
    {
        var check = Checked.Route("""
            rule tools when has_tools use premium
            rule plain when not has_tools use mini
            """);

        Assert.Empty(check.Messages);
        Assert.NotNull(check.Policy.Rules[0].When);
        Assert.Null(check.Policy.Rules[1].When);
    }

    [Fact]
    public void ACapabilityFollowsFromTheRulesBefore()
    {
        var check = Checked.Route("""
            rule plain when not has_tools use mini
            otherwise use tiny
            """);

        Assert.Equal(["OPT4005 at 'tiny': every request of rule 'otherwise' has tools, and 'tiny' does not support tools"], check.Messages);
    }

    [Fact]
    public void ASizeFollowsFromTheRulesBefore()
    {
        var check = Checked.Route("""
            rule small when input.tokens <= 10ktok use mini
            otherwise use tiny
            """);

        Assert.Equal(["OPT4006 at 'tiny': every request of rule 'otherwise' has at least 10001tok of input, and 'tiny' takes 8ktok"], check.Messages);
    }

    [Fact]
    public void AFallbackServesWhatTheRulesModelCannot()
    {
        const string rules = "rule short when input.tokens < 500tok use tiny\notherwise use premium";

        Assert.Equal(
            ["OPT4014 at 'tiny': a request with has_tools, input.tokens = 249tok takes rule 'short', and none of its models (tiny) supports tools"],
            Checked.Route(rules).Messages);
        Assert.Empty(Checked.Route(rules, "fallback {\n  try premium\n  try mini\n}").Messages);
    }

    [Fact]
    public void ASuppressedErrorStillGivesAPolicy()
    {
        var check = Checked.Route("""
            // optpolicy disable OPT4005: the endpoint learned to call tools today
            rule tools when has_tools use tiny
            otherwise use premium
            """);

        Assert.Empty(check.Messages);
        Assert.Equal(2, check.Policy.Rules.Count);
        Assert.Empty(Checked.Route("rule tools when has_tools use tiny\notherwise use premium").Compilation.Files[0].Policies);
    }
}
