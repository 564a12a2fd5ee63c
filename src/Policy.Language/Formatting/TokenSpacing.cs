using OptPolicy.Language.Syntax;

namespace OptPolicy.Language.Formatting;

/// <summary>Whether two tokens on one line stand apart.</summary>
internal static class TokenSpacing
{
    public static bool IsSpaced(Token left, Token right) => (left.Kind, right.Kind) switch
    {
        (_, TokenKind.Comma or TokenKind.Colon or TokenKind.Dot or TokenKind.DotDot or TokenKind.Slash or TokenKind.CloseParen or TokenKind.CloseBracket) => false,
        (TokenKind.Dot or TokenKind.DotDot or TokenKind.Slash or TokenKind.OpenParen or TokenKind.OpenBracket, _) => false,
        (TokenKind.Word, TokenKind.OpenParen) => false,
        (TokenKind.OpenBrace, TokenKind.CloseBrace) => false,
        _ => true,
    };
}
