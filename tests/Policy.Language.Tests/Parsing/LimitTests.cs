using System.Text;
using OptPolicy.Language.Parsing;

namespace OptPolicy.Language.Tests.Parsing;

public sealed class LimitTests
{
    [Fact]
    public void AFileOfTenMegabytesIsRefusedUnread() => SyntaxAssert.Errors(new string('a', 10 * 1024 * 1024), "OPT1020 1:1");

    [Theory]
    [InlineData("a: ", "(", "")]
    [InlineData("a: ", "[", "")]
    [InlineData("a: ", "(", ")")]
    [InlineData("a: ", "f(", ")")]
    public void TenThousandBracketsInsideOneAnotherAreOneError(string before, string open, string close)
    {
        var content = before + string.Concat(Enumerable.Repeat(open, 10_000)) + "1" + string.Concat(Enumerable.Repeat(close, 10_000));

        var codes = SyntaxAssert.Parse(content).Diagnostics.Select(static d => d.Code).ToArray();

        Assert.Equal(close.Length == 0 ? ["OPT1007", "OPT1021"] : ["OPT1021"], codes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TenThousandBlocksInsideOneAnotherAreOneError()
    {
        var content = string.Concat(Enumerable.Repeat("route {\n", 10_000)) + string.Concat(Enumerable.Repeat("}\n", 10_000));

        SyntaxAssert.Errors(content, $"OPT1021 {TreeBuilder.BlockDepthMax + 1}:7");
    }

    [Fact]
    public void TenThousandJoinedConditionsAreOneError()
    {
        var content = "rule x when a" + string.Concat(Enumerable.Repeat(" or a", 10_000)) + " use y";

        Assert.Equal("OPT1021", Assert.Single(SyntaxAssert.Parse(content).Diagnostics).Code);
    }

    /// <summary>One of these once took seconds for each hundred kilobytes; a linear parser takes no notice.</summary>
    [Theory]
    [InlineData("/*")]
    [InlineData("\"\n")]
    [InlineData("a{} ")]
    [InlineData("(a use ")]
    [InlineData("a: [\n")]
    [InlineData("/// d\n")]
    public void AMegabyteOfRepetitionIsParsedToItsEnd(string unit)
    {
        var content = string.Concat(Enumerable.Repeat(unit, PolicyParser.LengthMax / unit.Length));

        Assert.Equal(content.Length, SyntaxAssert.Parse(content).Tokens[^1].Span.Start);
    }

    [Fact]
    public void AThousandErrorsEndWithOneThatSaysSo()
    {
        var diagnostics = SyntaxAssert.Parse(string.Concat(Enumerable.Repeat("a: @\n", 1000))).Diagnostics;

        Assert.Equal(SyntaxErrors.CountMax + 1, diagnostics.Length);
        Assert.Equal("OPT1028", diagnostics[^1].Code);
    }

    [Fact]
    public void Utf16ReadAsBytesIsOneErrorAboutTheEncodingAndNothingMore()
    {
        var content = Encoding.Latin1.GetString(Encoding.Unicode.GetBytes("optpolicy 1\nmodel a { x: 1 }\n"));

        Assert.Contains(SyntaxAssert.Parse(content).Diagnostics, static d => d.Code == "OPT1022");
        Assert.Single(SyntaxAssert.Parse(content).Diagnostics);
    }

    [Theory]
    [InlineData("// caf\uFFFD\na: 1")]
    [InlineData("a: \"caf\uFFFD \uFFFD\"")]
    public void CharactersThatAreNotUtf8AreOneError(string content) =>
        Assert.Equal("OPT1022", Assert.Single(SyntaxAssert.Parse(content).Diagnostics).Code);

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFFoptpolicy 1\r\n\r\nmodel a {\r\n\tx: 1\r\n}\r\n")]
    [InlineData("optpolicy 1\rmodel a { x: 1 }\r")]
    [InlineData(" \t\n\n// nothing but a comment")]
    public void EmptyFilesByteOrderMarksTabsAndAllLineEndsAreFine(string content) => SyntaxAssert.Valid(content);
}
