using System.Text;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Documentation;

public class DiagnosticPageTests
{
    public static TheoryData<string> Pages => [.. DiagnosticPage.Codes];

    [Fact]
    public void EveryCodeHasAPageAndEveryPageACode() =>
        Assert.Equal(DiagnosticCatalog.All.Select(static d => d.Code), DiagnosticPage.Codes);

    [Fact]
    public void CodesAreUnique() =>
        Assert.Equal(DiagnosticCatalog.All.Length, DiagnosticCatalog.All.DistinctBy(static d => d.Code).Count());

    [Theory]
    [MemberData(nameof(Pages))]
    public void APageIsTitledAndOrderedLikeEveryOther(string code)
    {
        var page = DiagnosticPage.Read(code);

        Assert.Equal($"# {code}: {DiagnosticCatalog.Find(code)?.Title}", page.Heading);
        Assert.Equal(["Why", "Avoid", "Prefer", "Fix"], page.Sections);
        Assert.True(page.Avoid.IsLeftOut || page.Avoid.Files.Length > 0, "no example to avoid");
        Assert.True(page.Prefer.IsLeftOut || page.Prefer.Files.Length > 0, "no example to prefer");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void TheExampleToAvoidReportsTheCodeOnce(string code)
    {
        var example = DiagnosticPage.Read(code).Avoid;
        if (example.IsLeftOut)
        {
            return;
        }

        var reported = example.Compile().Diagnostics.Select(static d => d.Code).ToList();

        Assert.Equal(example.Also.Append(code).Order(StringComparer.Ordinal), reported.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void TheExampleToPreferReportsNothing(string code)
    {
        var example = DiagnosticPage.Read(code).Prefer;

        var reported = example.Compile().Diagnostics.Select(static d => d.Code).ToList();

        Assert.Equal(example.Also.Order(StringComparer.Ordinal), reported.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryFixRemovesItsMessageAndAddsNone(string code)
    {
        var example = DiagnosticPage.Read(code).Avoid;
        var before = example.Compile().Diagnostics;
        foreach (var fix in before.Where(d => d.Code == code).SelectMany(static d => d.Fixes))
        {
            var repaired = PolicyCompiler.Compile([.. example.Files.Select(f => TextEdits.Apply(f, fix.Edits))], example.Folders, TestContext.Current.CancellationToken);

            var left = before.Select(static d => d.Code).ToList();
            left.Remove(code);
            Assert.All(repaired.Diagnostics, d => Assert.True(left.Remove(d.Code), $"after '{fix.Title}': {d}"));
        }
    }

    [Fact]
    public void TheIndexListsEveryCode()
    {
        var index = new StringBuilder("# Messages of the policy compiler\n\n")
            .Append("Every message has a stable code and a page that says why it is given, with an example to avoid and one to prefer.\n")
            .Append("A message that is right in general and wrong in one place is suppressed there, with a reason:\n")
            .Append("`// optpolicy disable OPT4007: the dear model is faster`, above the statement or at the end of its line.\n");
        foreach (var category in DiagnosticCatalog.All.GroupBy(static d => d.Category))
        {
            index.Append($"\n## {category.Key}\n\n| code | severity | title |\n|---|---|---|\n");
            foreach (var descriptor in category)
            {
                index.Append($"| [{descriptor.Code}]({descriptor.Code}.md) | {descriptor.Severity.ToString().ToLowerInvariant()} | {descriptor.Title} |\n");
            }
        }

        Golden.Matches(Path.Combine(DiagnosticPage.Folder, "README.md"), index.ToString());
    }
}
