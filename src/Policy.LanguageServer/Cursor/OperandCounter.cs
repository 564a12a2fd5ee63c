using System.Collections.Immutable;
using OptPolicy.Language.Syntax;

namespace OptPolicy.LanguageServer.Cursor;

/// <summary>Counts the values in a row of tokens: <c>premium fails 503</c> are three, <c>backoff(250ms, 4s)</c> is one.</summary>
internal static class OperandCounter
{
    public static int Count(ImmutableArray<Token> tokens)
    {
        var (count, depth) = (0, 0);
        for (var i = 0; i < tokens.Length; i++)
        {
            var kind = tokens[i].Kind;
            if (kind is TokenKind.CloseParen or TokenKind.CloseBracket)
            {
                depth--;
            }
            else if (depth == 0 && !Joins(kind) && (i == 0 || !Joins(tokens[i - 1].Kind) || tokens[i - 1].Kind == TokenKind.Comma) && kind != TokenKind.OpenParen)
            {
                count++;
            }

            depth += kind is TokenKind.OpenParen or TokenKind.OpenBracket ? 1 : 0;
        }

        // After a comma or a dot the last value is still to come.
        return tokens.Length > 0 && (depth > 0 || Joins(tokens[^1].Kind)) ? Math.Max(0, count - (tokens[^1].Kind == TokenKind.Comma && depth == 0 ? 0 : 1)) : count;
    }

    /// <summary>Whether a bracket is open at the end.</summary>
    public static bool IsInside(ImmutableArray<Token> tokens) =>
        tokens.Count(static t => t.Kind is TokenKind.OpenParen or TokenKind.OpenBracket) > tokens.Count(static t => t.Kind is TokenKind.CloseParen or TokenKind.CloseBracket);

    private static bool Joins(TokenKind kind) => kind is TokenKind.Dot or TokenKind.DotDot or TokenKind.Slash or TokenKind.Operator or TokenKind.Comma;
}
