namespace OptPolicy.Language.Tests.Parsing;

public sealed class BracketMistakeTests
{
    [Theory]
    [InlineData("rule x when (a or b use y", "OPT1007", "rule x when (a or b) use y")]
    [InlineData("rule x when a in [b, c use y", "OPT1007", "rule x when a in [b, c] use y")]
    [InlineData("rule x when f([b, c use y", "OPT1007", "rule x when f([b, c]) use y")]
    [InlineData("rule x when (a or [b, c) use y", "OPT1007", "rule x when (a or [b, c]) use y")]
    [InlineData("a: [b, c\nd: 5", "OPT1007", "a: [b, c]\nd: 5")]
    [InlineData("a: [\n  b,\n  c\nd: 5", "OPT1007", "a: [\n  b,\n  c]\nd: 5")]
    [InlineData("a: [b, c\nrule x when d use y", "OPT1007", "a: [b, c]\nrule x when d use y")]
    [InlineData("model x {\n  a: [b, c\n}", "OPT1007", "model x {\n  a: [b, c]\n}")]
    [InlineData("a: (b", "OPT1007", "a: (b)")]
    [InlineData("a: [b)", "OPT1008", "a: [b]")]
    [InlineData("a: b]", "OPT1008", "a: b")]
    public void IsRepairedByItsFix(string content, string code, string expected) => SyntaxAssert.Fixes(content, code, expected);

    [Fact]
    public void AnUnclosedBracketIsReportedWhereItWasOpened() => SyntaxAssert.Errors("a: [\n  b,\n  c\nd: 5", "OPT1007 1:4");

    [Theory]
    [InlineData("a: [\n  tools,\n  cache,\n  policy\n]")]
    [InlineData("a: [rule, use, when, in, or]")]
    [InlineData("rule x when (intent == refund\n  or cache == b) use y")]
    public void KeywordsInBracketsAreNames(string content) => SyntaxAssert.Valid(content);
}
