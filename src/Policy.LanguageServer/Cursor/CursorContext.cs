using System.Collections.Immutable;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.LanguageServer.Cursor;

/// <summary>What surrounds a place in a file, read from tokens: it works in statements that are half typed.</summary>
/// <param name="Parent">The statement whose block the place is in; null at the top of the file.</param>
/// <param name="Statement">The tokens of the place's own statement that stand before it.</param>
/// <param name="Before">The tokens of the statement above it in the same block; empty at the block's start.</param>
/// <param name="Word">The word at the place: what a completion replaces.</param>
internal sealed record CursorContext(
    StatementSchema? Parent,
    ImmutableArray<Token> Statement,
    ImmutableArray<Token> Before,
    TextSpan Word)
{
    public string ParentTitle => Parent?.Title ?? PolicySchema.File;

    /// <summary>The context of a place where something is being typed.</summary>
    public static CursorContext At(SyntaxTree tree, int offset) => Of(tree, WordAt(tree.Text.Content, offset));

    /// <summary>The context of something that is already there.</summary>
    public static CursorContext AtStartOf(SyntaxTree tree, int start) => Of(tree, new TextSpan(start, 0));

    private static CursorContext Of(SyntaxTree tree, TextSpan word)
    {
        var reader = new BlockReader(tree.Tokens);
        for (var i = 0; i < tree.Tokens.Length && tree.Tokens[i].Kind != TokenKind.End && tree.Tokens[i].Span.End <= word.Start; i++)
        {
            reader.Read(i);
        }

        return new CursorContext(reader.Parent, reader.Statement, reader.Before, word);
    }

    /// <summary>Whether a place is inside a comment or a string, where nothing of the language can be written.</summary>
    public static bool IsInText(SyntaxTree tree, int offset)
    {
        foreach (var token in tree.Tokens)
        {
            if (token.Kind == TokenKind.String && token.Span.Start < offset && (offset < token.Span.End || !IsTerminated(token)))
            {
                return offset <= token.Span.End;
            }
        }

        return tree.Comments.Any(c => c.Span.Start < offset && offset <= c.Span.End);
    }

    private static bool IsTerminated(Token text) => text.Text.Length > 1 && text.Text[^1] == '"';

    /// <summary>The dotted word, number or amount that ends at or spans the offset.</summary>
    private static TextSpan WordAt(string content, int offset)
    {
        var start = offset;
        while (start > 0 && IsWordCharacter(content[start - 1]))
        {
            start--;
        }

        // Of a range, only the second number is being typed.
        var range = content.AsSpan(start, offset - start).LastIndexOf("..");
        return TextSpan.FromBounds(range < 0 ? start : start + range + 2, offset);
    }

    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '$' or '%';
}
