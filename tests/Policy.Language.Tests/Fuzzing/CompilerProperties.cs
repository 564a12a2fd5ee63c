using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Formatting;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Fuzzing;

/// <summary>What holds when any text goes through the whole compiler.</summary>
internal static class CompilerProperties
{
    public static void HoldFor(string content)
    {
        var text = new PolicyText("fuzz.optpolicy", content);
        var compilation = PolicyCompiler.Compile([text], TestContext.Current.CancellationToken);
        foreach (var diagnostic in compilation.Diagnostics)
        {
            Assert.InRange(diagnostic.Span.End, diagnostic.Span.Start, content.Length);
            Assert.NotEmpty(diagnostic.Message);
            foreach (var edit in diagnostic.Fixes.SelectMany(static f => f.Edits))
                Assert.InRange(edit.Span.End, edit.Span.Start, content.Length);
        }

        if (PolicyFormatter.Format(compilation.Trees[0]).Text is { } formatted)
            LayoutMeansNothing(compilation, PolicyCompiler.Compile([new PolicyText("fuzz.optpolicy", formatted)], TestContext.Current.CancellationToken));
    }

    /// <summary>A text that the table allows is also right in form.</summary>
    public static void HoldForAllowed(string content)
    {
        var tree = Language.Parsing.PolicyParser.Parse(new PolicyText("fuzz.optpolicy", content));
        Assert.Empty(tree.Diagnostics);
        HoldFor(content);
    }

    private static void LayoutMeansNothing(PolicyCompilation original, PolicyCompilation formatted)
    {
        Assert.Equal(Codes(original), Codes(formatted));
        Assert.Equal(Hashes(original), Hashes(formatted));
    }

    private static IEnumerable<string> Codes(PolicyCompilation compilation) => compilation.Diagnostics.Select(static (Diagnostic d) => d.Code).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Hashes(PolicyCompilation compilation) => compilation.Files.SelectMany(static f => f.Policies).Select(static p => p.Name + p.Hash);
}
