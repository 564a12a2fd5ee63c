using OptPolicy.Language.Schema;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Binding;

public class SemanticIndexTests
{
    private const string Desk = """
        optpolicy 1
        import "base.optpolicy" as shared

        policy Desk extends shared.Baseline {
          route {
            rule tools when has_tools use shared.mini
            otherwise use triage
          }

          cascade triage {
            try shared.mini accept when confidence >= 70%
            otherwise use shared.premium
          }

          test "tools" {
            expect rule tools
          }
        }
        """;

    private const string Base = Compiling.Models + "policy Baseline {\n  fallback {\n    try premium\n    try mini\n  }\n}\n";

    [Theory]
    [InlineData("shared.mini", 8, "Model mini", 4)]
    [InlineData("use triage", 5, "Cascade triage", 2)]
    [InlineData("rule tools\n", 6, "Rule tools", 2)]
    [InlineData("shared.Baseline", 9, "Policy Baseline", 2)]
    [InlineData("shared.Baseline", 2, "ImportAlias shared", 5)]
    public void NameLeadsToItsDeclarationAndAllItsUses(string text, int offset, string symbol, int uses)
    {
        var compilation = Compiling.Files(("desk.optpolicy", Desk), ("base.optpolicy", Base));
        var use = compilation.Index.At("desk.optpolicy", Desk.IndexOf(text, StringComparison.Ordinal) + offset);

        Assert.Equal(symbol, use!.Symbol.ToString());
        var found = compilation.Index.UsesOf(use.Symbol);
        Assert.Equal(uses, found.Length);
        Assert.Single(found, static u => u.IsDefinition);
        Assert.All(found, u => Assert.Equal(use.Symbol.Name, (u.Path == "desk.optpolicy" ? Desk : Base).Substring(u.Span.Start, u.Span.Length)));
    }

    [Fact]
    public void EndOfANameStillBelongsToIt()
    {
        var compilation = Compiling.Files(("desk.optpolicy", Desk), ("base.optpolicy", Base));

        Assert.Equal("triage", compilation.Index.At("desk.optpolicy", Desk.IndexOf("use triage", StringComparison.Ordinal) + "use triage".Length)!.Symbol.Name);
        Assert.Null(compilation.Index.At("desk.optpolicy", 0));
    }

    [Fact]
    public void VisibleNamesCarryTheirAlias()
    {
        var compilation = Compiling.Files(("desk.optpolicy", Desk), ("base.optpolicy", Base));

        Assert.Equal(["shared.mini", "shared.premium"], compilation.Index.VisibleIn("desk.optpolicy", SymbolKinds.Model).Select(static v => v.Name).Order());
        Assert.Contains(compilation.Index.VisibleIn("desk.optpolicy", SymbolKinds.Cascade), static v => v is { Name: "triage", Symbol.Container.Name: "Desk" });
    }
}
