using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Formatting;
using OptPolicy.Language.Parsing;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Tests.Samples;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Fuzzing;

/// <summary>What holds for every text, policy or not.</summary>
internal static class PolicyProperties
{
    public static void HoldFor(string content)
    {
        var tree = PolicyParser.Parse(new PolicyText("fuzz.optpolicy", content));
        TokensAndGapsAreTheText(tree);
        DiagnosticsPointIntoTheText(tree);
        StatementsNest(tree.Statements, new TextSpan(0, content.Length));
        FormattingKeepsEverything(tree);
    }

    private static void TokensAndGapsAreTheText(SyntaxTree tree)
    {
        var content = tree.Text.Content;
        var end = content.StartsWith('\uFEFF') ? 1 : 0;
        var nextComment = 0;
        foreach (var token in tree.Tokens)
        {
            while (nextComment < tree.Comments.Length && tree.Comments[nextComment].Span.Start < token.Span.Start)
            {
                var comment = tree.Comments[nextComment++].Span;
                IsBlank(content, end, comment.Start);
                end = comment.End;
            }

            IsBlank(content, end, token.Span.Start);
            Assert.Equal(token.Text, tree.Text.Slice(token.Span));
            end = token.Span.End;
        }

        Assert.Equal(content.Length, end);
        Assert.Equal(TokenKind.End, tree.Tokens[^1].Kind);
    }

    private static void IsBlank(string content, int start, int end)
    {
        Assert.True(start <= end, $"overlap at {start}");
        Assert.True(content.AsSpan(start, end - start).Trim(" \t").IsEmpty, $"lost characters at {start}..{end}");
    }

    private static void DiagnosticsPointIntoTheText(SyntaxTree tree)
    {
        var length = tree.Text.Content.Length;
        foreach (var diagnostic in tree.Diagnostics)
        {
            Assert.InRange(diagnostic.Span.Start, 0, length);
            Assert.InRange(diagnostic.Span.End, diagnostic.Span.Start, length);
            Assert.NotEmpty(diagnostic.Message);
            foreach (var edit in diagnostic.Fixes.SelectMany(static f => f.Edits))
                Assert.InRange(edit.Span.End, edit.Span.Start, length);
        }

        // One error per mistake: nothing is said twice about one place.
        Assert.Equal(tree.Diagnostics.Length, tree.Diagnostics.Select(static d => (d.Code, d.Span)).Distinct().Count());
    }

    private static void StatementsNest(IEnumerable<Statement> statements, TextSpan outer)
    {
        var end = outer.Start;
        foreach (var statement in statements)
        {
            Assert.True(statement.Span.Start >= end && statement.Span.End <= outer.End && statement.Span.Length >= 0, $"{statement.GetType().Name} {statement.Span} outside {outer} or before {end}");
            end = statement.Span.End;
            if (statement is Clause { Body: { } body })
                StatementsNest(body.Statements, body.Span);
            else if (statement is BadStatement { Body: { } badBody })
                StatementsNest(badBody.Statements, badBody.Span);
        }
    }

    private static void FormattingKeepsEverything(SyntaxTree tree)
    {
        var result = PolicyFormatter.Format(tree);
        if (tree.HasSyntaxErrors)
        {
            Assert.Null(result.Text);
            Assert.Equal(tree.Diagnostics, result.Diagnostics);
            return;
        }

        var formatted = PolicyParser.Parse(new PolicyText("fuzz.optpolicy", result.Text!));
        Assert.Empty(formatted.Diagnostics);
        Assert.Equal(Tokens(tree), Tokens(formatted));
        Assert.Equal(Comments(tree), Comments(formatted));
        Assert.Equal(Shape(tree), Shape(formatted));
        Assert.Equal(result.Text, PolicyFormatter.Format(formatted).Text);
        Assert.DoesNotContain('\r', result.Text!);
        Assert.True(result.Text!.Length == 0 || (result.Text[^1] == '\n' && result.Text[0] != '\n'));
    }

    private static IEnumerable<(TokenKind, string)> Tokens(SyntaxTree tree) => tree.Tokens.Where(static t => t.Kind != TokenKind.NewLine).Select(static t => (t.Kind, t.Text));

    private static IEnumerable<string> Comments(SyntaxTree tree) => tree.Comments.Select(c => tree.Text.Slice(c.Span).TrimEnd());

    /// <summary>The tree without its positions.</summary>
    private static IEnumerable<string> Shape(SyntaxTree tree) =>
        SyntaxPrinter.Print(tree).Split('\n').Select(static line => line.TrimStart()).Select(static line => line[(line.IndexOf(' ') + 1)..]);
}
