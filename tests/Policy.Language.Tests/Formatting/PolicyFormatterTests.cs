using OptPolicy.Language.Formatting;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Formatting;

public sealed class PolicyFormatterTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("\n\n  \n", "")]
    [InlineData("\uFEFFoptpolicy   1", "optpolicy 1\n")]
    [InlineData("a :1\r\n\r\n\r\n\r\nb: 2", "a: 1\n\nb: 2\n")]
    [InlineData("model a{x:1}", "model a { x: 1 }\n")]
    [InlineData("model a { }", "model a {}\n")]
    [InlineData("model a\n{\n\n\nx: 1\n\n}", "model a {\n  x: 1\n}\n")]
    [InlineData("model a { x: 1\ny: 2 }", "model a {\n  x: 1\n  y: 2\n}\n")]
    [InlineData("a: [ 1 ,2,3 , ]", "a: [1, 2, 3,]\n")]
    [InlineData("a: [\n1,\n[\n2\n]\n]", "a: [\n  1,\n  [\n    2\n  ]\n]\n")]
    [InlineData("a: f( [\n1\n] )", "a: f([\n  1\n])\n")]
    [InlineData("a: 0.85 .. 0.99 // x  ", "a: 0.85..0.99 // x\n")]
    [InlineData("rule x\nwhen a\nand b\nuse c", "rule x\n  when a\n  and b\n  use c\n")]
    [InlineData("  // alone", "// alone\n")]
    [InlineData("model a {\n// inside\n}\n// after", "model a {\n  // inside\n}\n// after\n")]
    [InlineData("model a // why\n{ x: 1 }", "model a // why\n{ x: 1 }\n")]
    [InlineData("model a { // why\n\n\nx: 1 }", "model a { // why\n  x: 1\n}\n")]
    public void CanonicalLayout(string content, string expected)
    {
        var formatted = PolicyFormatter.Format(new PolicyText("test.optpolicy", content)).Text;

        Assert.Equal(expected, formatted);
        Assert.Equal(expected, PolicyFormatter.Format(new PolicyText("test.optpolicy", formatted!)).Text);
    }

    [Fact]
    public void AFileWithSyntaxErrorsIsLeftAlone()
    {
        var result = PolicyFormatter.Format(new PolicyText("test.optpolicy", "model   a {\n x:\n}"));

        Assert.Null(result.Text);
        Assert.Equal("OPT1014", Assert.Single(result.Diagnostics).Code);
    }
}
