using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Parsing;

/// <summary>
/// Gives tokens the meaning that their neighbours decide: which keywords are names, which line ends end a statement, where an unclosed bracket must have ended.
/// What remains is a token sequence in which brackets balance and every line end separates statements.
/// </summary>
internal sealed partial class TokenShaper(List<Token> raw, SyntaxErrors errors)
{
    public const int BracketDepthMax = 64;
    public const int OperatorCountMax = 500;

    private readonly List<Token> _shaped = new(raw.Count);
    private readonly List<Token> _openBrackets = [];
    private int _index;
    private int _bracketsTooDeep;
    private int _operatorCount;
    private bool _inSetting;
    private bool _atStart = true;
    private Token? _lineEnd;

    private TokenKind LastKind => _shaped.Count == 0 ? TokenKind.NewLine : _shaped[^1].Kind;

    public List<Token> Shape()
    {
        for (_index = 0; _index < raw.Count; _index++)
            Take(raw[_index]);
        return _shaped;
    }

    private void Take(Token token)
    {
        switch (token.Kind)
        {
            case TokenKind.NewLine:
                TakeLineEnd(token);
                return;
            case TokenKind.Bad:
                if (token.Text == ";")
                    TakeSemicolon(token);
                return;
            case TokenKind.OpenBrace or TokenKind.CloseBrace or TokenKind.End:
                TakeBoundary(token);
                return;
        }

        if (_bracketsTooDeep > 0 && !IsBracket(token.Kind))
            return;
        if (_lineEnd is { } lineEnd)
        {
            _lineEnd = null;
            if (!ContinuesStatement(token))
                EndLine(lineEnd);
        }

        if (_atStart)
            StartStatement();
        switch (token.Kind)
        {
            case TokenKind.OpenParen or TokenKind.OpenBracket:
                OpenBracket(token);
                break;
            case TokenKind.CloseParen or TokenKind.CloseBracket:
                CloseBracket(token);
                break;
            case TokenKind.Keyword:
                TakeKeyword(token);
                break;
            case TokenKind.Operator:
                TakeOperator(token);
                break;
            default:
                _shaped.Add(token);
                break;
        }
    }

    private void StartStatement()
    {
        _atStart = false;
        _operatorCount = 0;
        _inSetting = IsSettingStart(_index);
    }

    private void TakeLineEnd(Token token)
    {
        while (raw[_index + 1].Kind is TokenKind.NewLine || (raw[_index + 1].Kind == TokenKind.Bad && raw[_index + 1].Text != ";"))
            _index++;
        if (_openBrackets.Count > 0)
        {
            if (!StartsStatementAfterUnclosedBracket(_index + 1))
                return;
            CloseOpenBrackets();
        }

        _lineEnd ??= token;
    }

    private void EndLine(Token lineEnd)
    {
        if (_shaped.Count > 0 && LastKind is not (TokenKind.NewLine or TokenKind.OpenBrace))
            _shaped.Add(new Token(TokenKind.NewLine, lineEnd.Text, lineEnd.Span));
        _atStart = true;
    }

    private void TakeSemicolon(Token token)
    {
        var next = raw[_index + 1].Kind;
        if (next is TokenKind.NewLine or TokenKind.CloseBrace or TokenKind.End)
        {
            errors.Report(DiagnosticCatalog.NeedlessSeparator, token.Span, errors.Remove("Remove ';'", token.Span), ";");
            return;
        }

        CloseOpenBrackets();
        errors.Report(DiagnosticCatalog.UnexpectedCharacter, token.Span, errors.Replace("Start a new line", token.Span, "\n"), "';'", "write one statement a line");
        _lineEnd = null;
        EndLine(token);
    }

    /// <summary>Braces and the end of the file end whatever was open.</summary>
    private void TakeBoundary(Token token)
    {
        CloseOpenBrackets();
        var lineEnd = _lineEnd;
        _lineEnd = null;
        switch (token.Kind)
        {
            case TokenKind.OpenBrace:
                // A brace on a line of its own belongs to the clause above it, but never to a setting.
                if (lineEnd is { } && (_inSetting || LastKind == TokenKind.CloseBrace))
                    EndLine(lineEnd.Value);
                break;
            case TokenKind.CloseBrace:
                DropTrailingComma();
                break;
            default:
                DropTrailingComma();
                EndLine(lineEnd ?? new Token(TokenKind.NewLine, "", token.Span));
                break;
        }

        _shaped.Add(token);
        _atStart = true;
        _inSetting = false;
    }

    /// <summary>Whether the statement goes on with <paramref name="token"/>, the first of its line.</summary>
    private bool ContinuesStatement(Token token)
    {
        switch (LastKind)
        {
            case TokenKind.NewLine or TokenKind.OpenBrace:
                return true;
            case TokenKind.CloseBrace:
                return false;
            case TokenKind.Comma:
                if (!StartsStatement(_index))
                    return true;
                DropTrailingComma();
                return false;
            case TokenKind.Operator:
                return !StartsStatement(_index);
        }

        if (IsSettingStart(_index))
            return false;
        return token.Kind switch
        {
            TokenKind.Keyword => Keywords.IsContinuing(token.Text) && !IsName(_index) && (!_inSetting || token.Text == "tunable"),
            TokenKind.Operator => !_inSetting,
            _ => false,
        };
    }

    private void DropTrailingComma()
    {
        if (LastKind != TokenKind.Comma)
            return;
        var comma = _shaped[^1];
        errors.Report(DiagnosticCatalog.NeedlessSeparator, comma.Span, errors.Remove("Remove ','", comma.Span), ",");
        _shaped.RemoveAt(_shaped.Count - 1);
    }
}
