using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Parsing;

/// <summary>Characters to tokens. Every character ends up in a token, a comment or white space; what has no meaning becomes a bad token with an error.</summary>
internal sealed partial class Lexer(PolicyText text, SyntaxErrors errors)
{
    private readonly string _content = text.Content;
    private readonly List<Token> _tokens = new((text.Content.Length / 4) + 8);
    private readonly List<Comment> _comments = [];
    private readonly TokenTexts _texts = new();
    private int _position;
    private bool _lineHasToken;
    private bool _encodingReported;

    public LexedText Scan()
    {
        if (_content.StartsWith('\uFEFF'))
            _position = 1;
        while (_position < _content.Length)
            ScanOne(_content[_position]);
        _tokens.Add(new Token(TokenKind.End, "", new TextSpan(_content.Length, 0)));
        return new LexedText(_tokens, _comments);
    }

    private char Peek(int ahead = 0) => _position + ahead < _content.Length ? _content[_position + ahead] : '\0';

    private void ScanOne(char c)
    {
        switch (c)
        {
            case ' ' or '\t':
                _position++;
                break;
            case '\n' or '\r':
                ScanLineEnd(c);
                break;
            case '/' when Peek(1) == '/':
                ScanComment();
                break;
            case '/' when Peek(1) == '*':
                ScanBlockComment();
                break;
            case '#':
                ScanHashComment();
                break;
            case '"' or '\'' or '“' or '”' or '‘' or '’':
                ScanString(c);
                break;
            case '{' or '}' or '(' or ')' or '[' or ']' or ',' or ':' or '/' or '.' or ';':
                ScanPunctuation(c);
                break;
            default:
                if (char.IsLetter(c) || c == '_')
                    ScanWord();
                else if (StartsNumber(c))
                    ScanNumber();
                else if (OperatorSpelling.IsSymbol(c))
                    ScanOperator();
                else
                    ScanBad();
                break;
        }
    }

    private void ScanLineEnd(char c)
    {
        var length = c == '\r' && Peek(1) == '\n' ? 2 : 1;
        Add(TokenKind.NewLine, length);
        _lineHasToken = false;
    }

    private void ScanWord()
    {
        var end = _position + 1;
        while (end < _content.Length && (char.IsLetterOrDigit(_content[end]) || _content[end] == '_'))
            end++;
        var kind = Keywords.Classify(_content.AsSpan(_position, end - _position)) switch
        {
            WordClass.Leading or WordClass.Continuing => TokenKind.Keyword,
            WordClass.Operator => TokenKind.Operator,
            _ => TokenKind.Word,
        };
        Add(kind, end - _position);
    }

    private void ScanPunctuation(char c)
    {
        if (c == '.' && Peek(1) == '.')
        {
            // Three dots and more are one mistake: the extra ones are named, the range is understood.
            var dots = 2;
            while (Peek(dots) == '.')
                dots++;
            if (dots > 2)
            {
                var span = new TextSpan(_position, dots);
                errors.Report(DiagnosticCatalog.ForeignOperator, span, errors.Replace("Write '..'", span, ".."), _content.Substring(_position, dots), "..");
            }

            Add(TokenKind.DotDot, dots);
            return;
        }

        Add(
            c switch
            {
                '{' => TokenKind.OpenBrace,
                '}' => TokenKind.CloseBrace,
                '(' => TokenKind.OpenParen,
                ')' => TokenKind.CloseParen,
                '[' => TokenKind.OpenBracket,
                ']' => TokenKind.CloseBracket,
                ',' => TokenKind.Comma,
                ':' => TokenKind.Colon,
                '/' => TokenKind.Slash,
                '.' => TokenKind.Dot,
                _ => TokenKind.Bad,
            },
            1);
    }

    private void ScanOperator()
    {
        var end = _position + 1;
        while (end < _content.Length && OperatorSpelling.IsSymbol(_content[end]))
            end++;
        var span = TextSpan.FromBounds(_position, end);
        var written = _content.AsSpan(_position, end - _position);
        var meant = OperatorSpelling.Meant(written);
        if (meant is null)
        {
            errors.Report(DiagnosticCatalog.UnexpectedCharacter, span, $"'{Shown(written)}'", "operators are ==, !=, <, <=, >, >=, and, or, not");
            Add(TokenKind.Bad, end - _position);
            return;
        }

        if (!written.SequenceEqual(meant))
            errors.Report(DiagnosticCatalog.ForeignOperator, span, errors.Replace($"Write '{meant}'", span, Spaced(span, meant)), written.ToString(), meant);
        Add(TokenKind.Operator, end - _position);
    }

    /// <summary>A word operator in place of a symbol needs the spaces that the symbol did not.</summary>
    private string Spaced(TextSpan span, string meant)
    {
        if (!char.IsLetter(meant[0]))
            return meant;
        var before = span.Start > 0 && !char.IsWhiteSpace(_content[span.Start - 1]) && _content[span.Start - 1] is not ('(' or '[') ? " " : "";
        var after = span.End < _content.Length && !char.IsWhiteSpace(_content[span.End]) ? " " : "";
        return before + meant + after;
    }

    private void Add(TokenKind kind, int length)
    {
        _tokens.Add(new Token(kind, _texts.Get(_content.AsSpan(_position, length)), new TextSpan(_position, length)));
        _lineHasToken = true;
        _position += length;
    }
}
