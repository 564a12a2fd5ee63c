using OptPolicy.Language.Text;

namespace OptPolicy.Language.Syntax;

public enum TokenKind : byte
{
    Bad, NewLine, Word, Keyword, Number, Quantity, Money, Percent, String, Operator,
    OpenBrace, CloseBrace, OpenParen, CloseParen, OpenBracket, CloseBracket, Comma, Colon, Dot, DotDot, Slash, End,
}

/// <summary>One lexical unit. Comments and white space are not tokens: they are the gaps between tokens.</summary>
public readonly record struct Token(TokenKind Kind, string Text, TextSpan Span);
