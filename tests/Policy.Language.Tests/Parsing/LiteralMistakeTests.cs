using OptPolicy.Language.Syntax;

namespace OptPolicy.Language.Tests.Parsing;

public sealed class LiteralMistakeTests
{
    [Theory]
    [InlineData("a: @", "OPT1002 1:4")]
    [InlineData("a: \"open", "OPT1003 1:4")]
    [InlineData("a: \"open\nb: \"text\"", "OPT1003 1:4")]
    [InlineData("a: gpt-mini", "OPT1002 1:7")]
    [InlineData("a: \"C:\\dir\"", "OPT1004 1:7")]
    [InlineData("a: \"\\u{110000}\"", "OPT1004 1:5")]
    [InlineData("a: 1.2.3", "OPT1005 1:4")]
    [InlineData("a: 5tok6", "OPT1005 1:4")]
    [InlineData("a: 1e5", "OPT1005 1:4")]
    [InlineData("a: $", "OPT1005 1:4")]
    [InlineData("a: $5k", "OPT1005 1:4")]
    [InlineData("a: 99999999999999999999999999999", "OPT1005 1:4")]
    [InlineData("a: €5", "OPT1006 1:4")]
    [InlineData("a: £5/day", "OPT1006 1:4")]
    [InlineData("a: 1 + 2", "OPT1002 1:6")]
    public void IsReportedOnceAtItsPlace(string content, string expected) => SyntaxAssert.Errors(content, expected);

    [Theory]
    [InlineData("a: 'text'", "OPT1002", "a: \"text\"")]
    [InlineData("a: 'say \"hi\"'", "OPT1002", "a: \"say \\\"hi\\\"\"")]
    [InlineData("a: “text”", "OPT1002", "a: \"text\"")]
    [InlineData("a:\u00A05", "OPT1002", "a: 5")]
    [InlineData("a: \u200B5", "OPT1002", "a: 5")]
    [InlineData("a: \"open", "OPT1003", "a: \"open\"")]
    [InlineData("a: openai(\"open)", "OPT1003", "a: openai(\"open\")")]
    [InlineData("a: [\"b\", \"open]", "OPT1003", "a: [\"b\", \"open\"]")]
    [InlineData("a: \"C:\\dir\"", "OPT1004", "a: \"C:\\\\dir\"")]
    [InlineData("a: 1,000", "OPT1005", "a: 1_000")]
    [InlineData("a: .5", "OPT1005", "a: 0.5")]
    [InlineData("a: 5.", "OPT1005", "a: 5")]
    [InlineData("a: 0.25$/Mtok", "OPT1005", "a: $0.25/Mtok")]
    [InlineData("a: 25 %", "OPT1023", "a: 25%")]
    [InlineData("a: 500 tok", "OPT1023", "a: 500tok")]
    [InlineData("a: 20 seconds", "OPT1023", "a: 20s")]
    [InlineData("a: 400 000tok", "OPT1005", "a: 400_000tok")]
    [InlineData("a: \"two\r\nlines\"\nb: 1", "OPT1003", "a: \"two\\nlines\"\nb: 1")]
    public void IsRepairedByItsFix(string content, string code, string expected) => SyntaxAssert.Fixes(content, code, expected);

    [Theory]
    [InlineData("1_000", TokenKind.Number, 1000, "")]
    [InlineData("-5", TokenKind.Number, -5, "")]
    [InlineData("0.93", TokenKind.Number, 0.93, "")]
    [InlineData("1.5ktok", TokenKind.Quantity, 1.5, "ktok")]
    [InlineData("80%", TokenKind.Percent, 80, "")]
    [InlineData("$50.00", TokenKind.Money, 50, "")]
    [InlineData("-$0.25", TokenKind.Money, -0.25, "")]
    [InlineData("$-0.25", TokenKind.Money, -0.25, "")]
    public void NumbersAreReadWithTheirSignAndUnit(string literal, TokenKind kind, double number, string unit)
    {
        var tree = SyntaxAssert.Valid($"a: {literal}");

        var token = Assert.IsType<Literal>(Assert.IsType<Setting>(Assert.Single(tree.Statements)).Value).Token;
        Assert.Equal(kind, token.Kind);
        Assert.Equal((decimal)number, token.Magnitude);
        Assert.Equal(unit, token.Unit);
    }

    [Theory]
    [InlineData("\"a \\\"b\\\" \\\\ \\n\\t\"", "a \"b\" \\ \n\t")]
    [InlineData("\"\\u{41}\\u{1F600}\"", "A\U0001F600")]
    [InlineData("\"\"", "")]
    public void EscapesOfTextsAreResolved(string literal, string expected)
    {
        var tree = SyntaxAssert.Valid($"a: {literal}");

        Assert.Equal(expected, Assert.IsType<Literal>(Assert.IsType<Setting>(Assert.Single(tree.Statements)).Value).Token.StringValue);
    }
}
