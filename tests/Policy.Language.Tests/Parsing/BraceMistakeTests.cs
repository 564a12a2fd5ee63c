using OptPolicy.Language.Syntax;
using OptPolicy.Language.Tests.Samples;

namespace OptPolicy.Language.Tests.Parsing;

public sealed class BraceMistakeTests
{
    [Fact]
    public void AMissingOpeningBraceIsReportedAtTheEndOfItsLineAndTheBlockIsUnderstood()
    {
        var tree = SyntaxAssert.Errors("policy A {\n  route\n    otherwise use x\n  }\n  fallback {\n    try x\n  }\n}", "OPT1009 2:8");

        Assert.Equal(["route", "fallback"], Leads(tree));
    }

    [Fact]
    public void AMissingOpeningBraceIsFoundWithoutIndentation() =>
        Assert.Equal(["route", "fallback"], Leads(SyntaxAssert.Errors("policy A {\nroute\notherwise use x\n}\nfallback {\ntry x\n}\n}", "OPT1009 2:6")));

    [Fact]
    public void ABlockWithoutAnyBraceEndsWithItsIndentation() =>
        Assert.Equal(["route", "fallback"], Leads(SyntaxAssert.Errors("policy A {\n  route\n    otherwise use x\n  fallback {\n    try x\n  }\n}", "OPT1009 2:8")));

    [Fact]
    public void AStatementThatNeedsABlockAndHasNothingIsReportedOnce() => SyntaxAssert.Errors("model a\nmodel b { }", "OPT1009 1:8");

    [Fact]
    public void AMissingClosingBraceIsReportedAtTheBlockThatLacksIt()
    {
        var tree = SyntaxAssert.Errors("policy A {\n  cache exact {\n    ttl: 24h\n\n  route {\n    otherwise use x\n  }\n}\nmodel b { }", "OPT1010 2:15");

        Assert.Equal(["cache", "route"], Leads(tree));
        Assert.Equal(2, tree.Statements.Length);
    }

    [Fact]
    public void AMissingClosingBraceBeforeATopLevelStatementIsReportedAtItsBlock()
    {
        var tree = SyntaxAssert.Errors("policy A {\n  route { otherwise use x }\nmodel b { }", "OPT1010 1:10");

        Assert.Equal(2, tree.Statements.Length);
    }

    [Fact]
    public void AMissingClosingBraceInTheMiddleIsFoundByTheNextOne() => SyntaxAssert.Errors("policy A {\n  route {\n    otherwise use x\n}", "OPT1010 2:9");

    [Fact]
    public void TheFixForAMissingClosingBraceClosesTheBlockAtItsIndentation() =>
        SyntaxAssert.Fixes("policy A {\n  cache exact {\n    ttl: 24h\n  route { }\n}", "OPT1010", "policy A {\n  cache exact {\n    ttl: 24h\n  }\n  route { }\n}");

    [Fact]
    public void ASpareClosingBraceIsFoundByItsIndentation() =>
        Assert.Equal(["route", "fallback"], Leads(SyntaxAssert.Errors("policy A {\n  route { }\n  }\n  fallback { }\n}", "OPT1011 3:3")));

    [Fact]
    public void ASpareClosingBraceAtTheEndIsReported() => SyntaxAssert.Errors("model a { }\n}", "OPT1011 2:1");

    [Theory]
    [InlineData("a: 1 {\n  b: 2\n}", "OPT1012 1:6")]
    [InlineData("model a { { b: 1 } }", "OPT1012 1:11")]
    [InlineData("price: {\n  input: 1\n}", "OPT1012 1:8")]
    [InlineData("model a { } model b { }", "OPT1001 1:13")]
    public void AMisplacedBraceIsReportedOnce(string content, string expected) => SyntaxAssert.Errors(content, expected);

    [Fact]
    public void ABraceMayStandOnItsOwnLine() => SyntaxAssert.Valid("policy A\n{\n  route\n  {\n    otherwise use x\n  }\n}");

    private static IEnumerable<string> Leads(SyntaxTree tree) =>
        Assert.IsType<Clause>(tree.Statements[0]).Body!.Statements.Select(SyntaxPrinter.Name);
}
