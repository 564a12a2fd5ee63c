using OptPolicy.Language.Diagnostics;

namespace OptPolicy.Language.Tests.Binding;

public class ImportTests
{
    private const string Route = """
        policy Desk {
          route {
            rule tools when has_tools use mini
            otherwise use premium
          }
        }
        """;

    [Fact]
    public void NamesComeInDirectlyWithoutAnAlias()
    {
        var compilation = Compiling.Files(
            ("app/desk.optpolicy", "optpolicy 1\nimport \"../shared/models.optpolicy\"\n" + Route),
            ("shared/models.optpolicy", Compiling.Models));

        Assert.Empty(Serious(compilation));
        Assert.Equal(["mini", "premium"], compilation.Files[0].Policies[0].Models.Select(static m => m.Name));
    }

    [Fact]
    public void NamesCarryTheAliasOfTheirImport()
    {
        var compilation = Compiling.Files(
            ("desk.optpolicy", "optpolicy 1\nimport \"models.optpolicy\" as shared\n" + Route.Replace("use ", "use shared.", StringComparison.Ordinal)),
            ("models.optpolicy", Compiling.Models));

        Assert.Empty(Serious(compilation));
    }

    [Fact]
    public void ImportedNameWithoutItsAliasIsUnknownAndTheFixAddsIt()
    {
        var compilation = Compiling.Files(
            ("desk.optpolicy", "optpolicy 1\nimport \"models.optpolicy\" as shared\n" + Route.Replace("use mini", "use shared.mini", StringComparison.Ordinal)),
            ("models.optpolicy", Compiling.Models));

        var mistake = Assert.Single(Serious(compilation));
        Assert.Equal("OPT2001", mistake.Code);
        Assert.Equal("shared.premium", mistake.Fixes[0].Edits[0].NewText);
    }

    [Fact]
    public void MissingFileIsReportedAtTheImportAndItsNamesAreNot()
    {
        var compilation = Compiling.Files(
            ("desk.optpolicy", "optpolicy 1\nimport \"model.optpolicy\"\n" + Route),
            ("models.optpolicy", Compiling.Models));

        var mistake = Assert.Single(Serious(compilation));
        Assert.Equal("OPT2023", mistake.Code);
        Assert.Equal("desk.optpolicy(2,8)", mistake.Location.ToString());
        Assert.Equal("\"models.optpolicy\"", mistake.Fixes[0].Edits[0].NewText);
    }

    [Fact]
    public void CircleOfImportsIsReportedOnceWithItsChain()
    {
        var compilation = Compiling.Files(
            ("a.optpolicy", "optpolicy 1\nimport \"b.optpolicy\"\n"),
            ("b.optpolicy", "optpolicy 1\nimport \"c.optpolicy\"\n"),
            ("c.optpolicy", "optpolicy 1\nimport \"a.optpolicy\"\n"));

        var mistake = Assert.Single(Serious(compilation), static d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal("OPT2024", mistake.Code);
        Assert.Contains("a.optpolicy → b.optpolicy → c.optpolicy → a.optpolicy", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ImportOfItselfIsACircle()
    {
        var compilation = Compiling.Files(("a.optpolicy", "optpolicy 1\nimport \"a.optpolicy\"\n"));

        Assert.Equal("OPT2024", Assert.Single(Serious(compilation), static d => d.Severity == DiagnosticSeverity.Error).Code);
    }

    [Fact]
    public void UnusedImportIsAWarningThatItsFixRemoves()
    {
        const string Content = "optpolicy 1\nimport \"other.optpolicy\" as other\n";
        var compilation = Compiling.Files(
            ("desk.optpolicy", Content + Compiling.Models["optpolicy 1\n".Length..] + Route),
            ("other.optpolicy", Compiling.Models));

        var mistake = Assert.Single(Serious(compilation));
        Assert.Equal("OPT2025", mistake.Code);
        Assert.Equal("import \"other.optpolicy\" as other\n", Content.Substring(mistake.Fixes[0].Edits[0].Span.Start, mistake.Fixes[0].Edits[0].Span.Length));
    }

    [Fact]
    public void ImportThatBringsASecondModelOfANameIsReportedAtTheImport()
    {
        var compilation = Compiling.Files(
            ("desk.optpolicy", "optpolicy 1\nimport \"models.optpolicy\"\n" + Compiling.Models["optpolicy 1\n".Length..] + Route),
            ("models.optpolicy", Compiling.Models));

        var mistake = Assert.Single(Serious(compilation), static d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal(("OPT2002", 2), (mistake.Code, mistake.Location.Start.Line));
        Assert.Equal("desk.optpolicy", mistake.Related[0].Location.Path);
    }

    [Fact]
    public void BrokenDeclarationInAnImportedFileDoesNotMakeItsNameUnknown()
    {
        var compilation = Compiling.Files(
            ("desk.optpolicy", "optpolicy 1\nimport \"models.optpolicy\"\n" + Route),
            ("models.optpolicy", Compiling.Models.Replace("model mini {", "model mini = {", StringComparison.Ordinal)));

        Assert.All(Serious(compilation), static d => Assert.StartsWith("OPT1", d.Code, StringComparison.Ordinal));
    }

    private static IEnumerable<Diagnostic> Serious(PolicyCompilation compilation) =>
        compilation.Diagnostics.Where(static d => d.Severity != DiagnosticSeverity.Info);
}
