using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Tests.Samples;

namespace OptPolicy.Language.Tests.Parsing;

public sealed class StatementTests
{
    [Theory]
    [InlineData("a: not b == c and d or e", "<<<not <b == c>> and d> or e>")]
    [InlineData("a: b or c and d", "<b or <c and d>>")]
    [InlineData("a: (b or c) and d", "<<b or c> and d>")]
    [InlineData("a: x in 0.88..0.93", "<x in 0.88..0.93>")]
    [InlineData("a: f(b, 3, \"c\").x", null)]
    [InlineData("a: user.tier in [pro, team,]", "<user.tier in [pro, team]>")]
    [InlineData("a: $0.25 / Mtok", "$0.25/Mtok")]
    [InlineData("commit: after(64tok)", "after(64tok)")]
    [InlineData("store: cache", "cache")]
    public void ExpressionsBindAsPeopleReadThem(string content, string? expected)
    {
        var tree = SyntaxAssert.Parse(content);

        Assert.Equal(expected is null, tree.HasSyntaxErrors);
        if (expected is not null)
            Assert.Equal(expected, SyntaxPrinter.Print(Assert.IsType<Setting>(Assert.Single(tree.Statements)).Value));
    }

    [Theory]
    [InlineData("rule x\n  when a\n  use b", 1)]
    [InlineData("rule x when a and\n  b use c", 1)]
    [InlineData("rule x when a\n  or b use c", 1)]
    [InlineData("recover with qat,\n  qad", 1)]
    [InlineData("budget: 5tok\nwhen a == b", 2)]
    [InlineData("budget: 5tok\n  tunable 1tok..9tok", 1)]
    [InlineData("rule x use y\nfrom: z", 2)]
    [InlineData("rule x when a and\nintent == refund use y", 1)]
    [InlineData("model a { }\nwhen b", 2)]
    [InlineData("route { inherit }\n\n\ninherit", 2)]
    public void LineEndsEndStatementsUnlessTheyGoOn(string content, int count) => Assert.Equal(count, SyntaxAssert.Valid(content).Statements.Length);

    [Theory]
    [InlineData("model: 5", "model")]
    [InlineData("price.model: 5", "price.model")]
    [InlineData("not: 5", "not")]
    [InlineData("cache.rule.in: 5", "cache.rule.in")]
    public void AKeywordBeforeAColonIsAName(string content, string name) =>
        Assert.Equal(name, Assert.IsType<Setting>(Assert.Single(SyntaxAssert.Valid(content).Statements)).Name);

    [Fact]
    public void OperandsMayStandSideBySide()
    {
        var clause = Assert.IsType<Clause>(Assert.Single(SyntaxAssert.Valid("canary gpt_mini share 5% shadow").Statements));

        Assert.Equal(["gpt_mini", "share", "5%", "shadow"], Assert.Single(clause.Phrases).Arguments.Select(SyntaxPrinter.Print));
    }

    [Fact]
    public void ATestMayExpectTheRuleNamedOtherwise()
    {
        var clause = Assert.IsType<Clause>(Assert.Single(SyntaxAssert.Valid("expect rule otherwise").Statements));

        Assert.Equal("otherwise", SyntaxPrinter.Print(Assert.Single(clause.Phrases[1].Arguments)));
    }

    [Fact]
    public void DocumentationIsWhatStandsDirectlyAbove()
    {
        var tree = SyntaxAssert.Valid("/// far\n\n/// first\n///  second\nmodel a { }\n// plain\nmodel b { }\n//// rule\nmodel c { } /// after\nmodel d { }");

        Assert.Equal(["first\n second", null, null, null], tree.Statements.Select(static s => s.Documentation));
    }

    [Fact]
    public void SpansCoverStatementsWithTheirBlocks()
    {
        var tree = SyntaxAssert.Valid("/// doc\nmodel a {\n  price.input: $1/Mtok // note\n}\n");

        var clause = Assert.IsType<Clause>(Assert.Single(tree.Statements));
        Assert.Equal("model a {\n  price.input: $1/Mtok // note\n}", tree.Text.Slice(clause.Span));
        var setting = Assert.IsType<Setting>(Assert.Single(clause.Body!.Statements));
        Assert.Equal("price.input: $1/Mtok", tree.Text.Slice(setting.Span));
        Assert.Equal("price.input", tree.Text.Slice(setting.NameSpan));
        Assert.Equal("$1/Mtok", tree.Text.Slice(setting.Value.Span));
    }

    [Fact]
    public void WordsThatStartAndWordsThatContinueAreDisjointAndClassifiedAlike()
    {
        Assert.Empty(Keywords.Leading.Intersect(Keywords.Continuing));
        Assert.All(Keywords.Leading, static w => Assert.True(Keywords.IsLeading(w)));
        Assert.All(Keywords.Continuing, static w => Assert.True(Keywords.IsContinuing(w)));
        Assert.All(Keywords.Operators, static w => Assert.False(Keywords.IsKeyword(w)));
    }

    [Fact]
    public void TheParserAgreesWithTheTableAboutBlocksNamesAndPlaces()
    {
        foreach (var rows in PolicySchema.All.GroupBy(static r => r.Lead, StringComparer.Ordinal))
        {
            var declares = rows.All(static r => r.Phrases[0].Operands is [{ Shape.Kind: ShapeKind.NewName }, ..]);
            Assert.Equal((rows.Key, rows.All(static r => r.Body == BodyRule.Required)), (rows.Key, Keywords.NeedsBlock(rows.Key)));
            Assert.Equal((rows.Key, rows.Any(static r => r.Body != BodyRule.None)), (rows.Key, Keywords.TakesBlock(rows.Key)));
            Assert.Equal((rows.Key, declares), (rows.Key, Keywords.NeedsName(rows.Key)));
            Assert.Equal((rows.Key, rows.All(static r => r.Parent == PolicySchema.File)), (rows.Key, Keywords.IsTopLevelOnly(rows.Key)));
        }
    }

    [Fact]
    public void EveryWordOfTheTableIsAKeyword() =>
        Assert.All(PolicySchema.All.SelectMany(static r => r.Phrases), static p => Assert.True(Keywords.IsKeyword(p.Keyword), p.Keyword));
}
