using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Suppressions;

/// <summary>The editor's offer to suppress a message.</summary>
public static class SuppressionFix
{
    /// <summary>Puts a comment above the statement that the message is about; the author completes the reason. Null when it cannot be suppressed.</summary>
    public static CodeFix? For(SyntaxTree tree, Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(diagnostic);
        if (!SuppressionFilter.IsSuppressible(diagnostic.Descriptor) || diagnostic.Code.StartsWith("OPT109", StringComparison.Ordinal)
            || StatementSearch.Around(tree.Statements, diagnostic.Span.Start) is not { } statement)
        {
            return null;
        }

        var start = AboveDocumentation(tree.Text, LineStart(tree.Text, statement.Span.Start));
        var indentation = tree.Text.Content[start..FirstWord(tree.Text, start)];
        var comment = $"{indentation}// optpolicy disable {diagnostic.Code}: state the reason\n";
        return new CodeFix($"Suppress {diagnostic.Code} with a comment", [new TextEdit(tree.Text.Path, new TextSpan(start, 0), comment)]);
    }

    private static int AboveDocumentation(PolicyText text, int start)
    {
        while (start > 0 && LineStart(text, start - 1) is var above && text.Content.AsSpan(FirstWord(text, above)).StartsWith("///"))
        {
            start = above;
        }

        return start;
    }

    private static int LineStart(PolicyText text, int offset) => offset == 0 ? 0 : text.Content.LastIndexOf('\n', offset - 1) + 1;

    private static int FirstWord(PolicyText text, int start)
    {
        while (start < text.Content.Length && text.Content[start] is ' ' or '\t')
        {
            start++;
        }

        return start;
    }
}
