using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Parsing;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Parsing;

internal static class SyntaxAssert
{
    public static SyntaxTree Parse(string content) => PolicyParser.Parse(new PolicyText("test.optpolicy", content));

    public static SyntaxTree Valid(string content)
    {
        var tree = Parse(content);
        Assert.Empty(tree.Diagnostics);
        return tree;
    }

    /// <summary>Exactly these errors, each as <c>code line:column</c>.</summary>
    public static SyntaxTree Errors(string content, params string[] expected)
    {
        var tree = Parse(content);
        Assert.Equal(expected, tree.Diagnostics.Select(static d => $"{d.Code} {d.Location.Start.Line}:{d.Location.Start.Column}"));
        return tree;
    }

    /// <summary>One error, whose first fix gives exactly this text, which has none.</summary>
    public static void Fixes(string content, string code, string expected)
    {
        var diagnostic = Assert.Single(Parse(content).Diagnostics);
        Assert.Equal(code, diagnostic.Code);
        var repaired = Apply(content, Assert.Single(diagnostic.Fixes));
        Assert.Equal(expected, repaired);
        Assert.Empty(Parse(repaired).Diagnostics);
    }

    public static string Apply(string content, CodeFix fix)
    {
        foreach (var edit in fix.Edits.OrderByDescending(static e => e.Span.Start))
            content = content.Remove(edit.Span.Start, edit.Span.Length).Insert(edit.Span.Start, edit.NewText);
        return content;
    }
}
