using OptPolicy.Language.Parsing;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Tables;

public class PolicySchemaTests
{
    public static TheoryData<string> Rows => [.. PolicySchema.All.Select(static s => $"{s.Parent} / {s.Title}")];

    [Theory]
    [MemberData(nameof(Rows))]
    public void ExampleParsesAndFollowsItsRow(string row)
    {
        var schema = PolicySchema.All.Single(s => $"{s.Parent} / {s.Title}" == row);
        var tree = PolicyParser.Parse(new PolicyText("example.optpolicy", schema.Example));

        Assert.DoesNotContain(tree.Diagnostics, static d => d.Code is not "OPT1001" && !d.Message.Contains("top of a file", StringComparison.Ordinal));
        Assert.Same(schema, PolicySchema.Find(Assert.IsType<Clause>(Assert.Single(tree.Statements)), schema.Parent));
    }

    [Fact]
    public void EveryLeadingKeywordHasARowAndEveryRowAKeyword()
    {
        Assert.Empty(Keywords.Leading.Except(PolicySchema.All.Select(static s => s.Lead)));
        Assert.Empty(PolicySchema.All.SelectMany(static s => s.Phrases).Select(static p => p.Keyword).Except([.. Keywords.Leading, .. Keywords.Continuing]));
    }

    [Fact]
    public void EveryContinuingKeywordContinuesSomething() =>
        Assert.Empty(Keywords.Continuing.Except([.. PolicySchema.All.SelectMany(static s => s.Phrases).Select(static p => p.Keyword), "tunable"]));

    [Fact]
    public void EveryParentIsARow() =>
        Assert.Empty(PolicySchema.All.Select(static s => s.Parent).Except([.. PolicySchema.All.Select(static s => s.Title), PolicySchema.File]));

    [Fact]
    public void EverythingIsDocumented()
    {
        Assert.All(PolicySchema.All, static s => Assert.EndsWith(".", s.Documentation, StringComparison.Ordinal));
        Assert.All(PolicySchema.All.SelectMany(static s => s.Settings), static s => Assert.EndsWith(".", s.Documentation, StringComparison.Ordinal));
        Assert.All(PolicySchema.All.SelectMany(static s => s.Phrases), static p => Assert.NotEmpty(p.Documentation));
        Assert.All(FactTable.All, static f => Assert.NotEmpty(f.Documentation));
    }

    [Fact]
    public void AttributeOfTheUserIsFoundThroughItsFamily()
    {
        var fact = FactTable.Find("user.tier")!.Value;

        Assert.Equal(("user.tier", "user.*", "tier"), (fact.Name, fact.Definition.Name, fact.Argument));
        Assert.Null(FactTable.Find("user."));
        Assert.Null(FactTable.Find("tenant.name"));
    }

    [Theory]
    [InlineData("16000", "Tokens", "16ktok")]
    [InlineData("1500", "Tokens", "1500tok")]
    [InlineData("43200", "Duration", "12h")]
    [InlineData("0.25", "Duration", "250ms")]
    [InlineData("0.00000025", "MoneyRate", "$0.25/Mtok")]
    [InlineData("0.93", "Ratio", "93%")]
    public void ConstantIsWrittenInTheUnitThatReadsBest(string number, string type, string text) =>
        Assert.Equal(text, Units.Format(Constant.Of(Enum.Parse<Semantics.ValueType>(type), decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData("premum", "premium")]
    [InlineData("gtp_mini", "gpt_mini")]
    [InlineData("colour", null)]
    public void NearestNameIsSuggestedOnlyWhenItIsNear(string written, string? suggestion) =>
        Assert.Equal(suggestion, Spelling.Closest(written, ["premium", "gpt_mini", "desk_local"]));
}
