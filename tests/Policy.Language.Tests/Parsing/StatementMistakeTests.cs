using OptPolicy.Language.Syntax;

namespace OptPolicy.Language.Tests.Parsing;

public sealed class StatementMistakeTests
{
    [Theory]
    [InlineData("a:", "OPT1014 1:3")]
    [InlineData("a: 5 6", "OPT1001 1:6")]
    [InlineData("rule x when\nroute { }", "OPT1014 1:12")]
    [InlineData("rule x when use y", "OPT1014 1:13")]
    [InlineData("rule x when a ==", "OPT1014 1:17")]
    [InlineData("rule x when a == use y", "OPT1014 1:18")]
    [InlineData("rule x when a and\nrule y when b", "OPT1014 1:18")]
    [InlineData("rule x when a b use y", "OPT1001 1:15")]
    [InlineData("rule x when 1 < a < 5 use y", "OPT1027 1:19")]
    [InlineData("rule cache when a use y", "OPT1018 1:6")]
    [InlineData("model rule { }", "OPT1018 1:7")]
    [InlineData("something odd here {\n  a: 1\n}", "OPT1017 1:1")]
    [InlineData("word", "OPT1017 1:1")]
    [InlineData("5: 6", "OPT1001 1:1")]
    [InlineData("a: 1 tunable 2", "OPT1001 1:15")]
    [InlineData("use [a,,b]", "OPT1001 1:8")]
    [InlineData("unless when a use b", "OPT1017 1:1")]
    [InlineData("model a { b: 1; c: 2 }", "OPT1002 1:15")]
    [InlineData("rule x when a =& b", "OPT1002 1:15")]
    public void IsReportedOnceAtItsPlace(string content, string expected) => SyntaxAssert.Errors(content, expected);

    [Theory]
    [InlineData("ttl 24h", "OPT1013", "ttl: 24h")]
    [InlineData("ttl = 24h", "OPT1013", "ttl: 24h")]
    [InlineData("price.input $0.25/Mtok", "OPT1013", "price.input: $0.25/Mtok")]
    [InlineData("\"ttl\": 24h", "OPT1026", "ttl: 24h")]
    [InlineData("ttl: 24h,\nscope: [tenant]", "OPT1016", "ttl: 24h\nscope: [tenant]")]
    [InlineData("ttl: 24h;", "OPT1016", "ttl: 24h")]
    [InlineData("cache exact: { }", "OPT1016", "cache exact { }")]
    [InlineData("route: { }", "OPT1016", "route { }")]
    [InlineData("supports: tools, json", "OPT1025", "supports: [tools, json]")]
    [InlineData("limit: $50 per day", "OPT1001", "limit: $50/day")]
    [InlineData("modle premium { }", "OPT1017", "model premium { }")]
    [InlineData("else use x", "OPT1017", "otherwise use x")]
    [InlineData("otherwis use x", "OPT1017", "otherwise use x")]
    [InlineData("# note", "OPT1019", "// note")]
    [InlineData("/* note */", "OPT1019", "// note")]
    [InlineData("rule x when a = b use y", "OPT1015", "rule x when a == b use y")]
    [InlineData("rule x when a is b use y", "OPT1015", "rule x when a == b use y")]
    [InlineData("rule x when a&&b use y", "OPT1015", "rule x when a and b use y")]
    [InlineData("rule x when a || b use y", "OPT1015", "rule x when a or b use y")]
    [InlineData("rule x when !a use y", "OPT1015", "rule x when not a use y")]
    [InlineData("rule x when a ≥ 5 use y", "OPT1015", "rule x when a >= 5 use y")]
    [InlineData("rule x when a <> 5 use y", "OPT1015", "rule x when a != 5 use y")]
    [InlineData("rule x when a =~ 5 use y", "OPT1015", "rule x when a matches 5 use y")]
    [InlineData("rule x when a in 1...2 use y", "OPT1015", "rule x when a in 1..2 use y")]
    [InlineData("rule x when user.tier not in [a] use y", "OPT1024", "rule x when not user.tier in [a] use y")]
    public void IsRepairedByItsFix(string content, string code, string expected) => SyntaxAssert.Fixes(content, code, expected);

    [Fact]
    public void AMisspeltLeadWordIsUnderstoodAsTheWordThatWasMeant()
    {
        var tree = SyntaxAssert.Errors("polcy Desk {\n  route { otherwise use x }\n}", "OPT1017 1:1");

        var clause = Assert.IsType<Clause>(Assert.Single(tree.Statements));
        Assert.Equal("policy", clause.Lead);
        Assert.Single(clause.Body!.Statements);
    }

    [Fact]
    public void ABrokenStatementTellsWhatItMentionsAndKeepsItsBlock()
    {
        var tree = SyntaxAssert.Errors("policy Desk when {\n  ttl: 24h\n}", "OPT1014 1:17");

        var bad = Assert.IsType<BadStatement>(Assert.Single(tree.Statements));
        Assert.Equal("policy", bad.Lead);
        Assert.Equal(["Desk"], bad.Mentions);
        Assert.IsType<Setting>(Assert.Single(bad.Body!.Statements));
    }

    [Fact]
    public void EveryMistakeOfAFileIsReportedInOnePass()
    {
        var lines = Enumerable.Range(1, 40).Select(static i => $"a{i}:").ToArray();

        SyntaxAssert.Errors(string.Join('\n', lines), [.. lines.Select(static (l, i) => $"OPT1014 {i + 1}:{l.Length + 1}")]);
    }
}
