using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Parsing;

internal sealed partial class TokenShaper
{
    private static bool IsWordLike(Token token) =>
        token.Kind is TokenKind.Word or TokenKind.Keyword || (token.Kind == TokenKind.Operator && char.IsLetter(token.Text[0]));

    private TokenKind KindAt(int index) => index < raw.Count ? raw[index].Kind : TokenKind.End;

    /// <summary><c>name :</c> or <c>name.name :</c>; only then is a statement a setting, whatever words its name is made of.</summary>
    private bool IsSettingStart(int index)
    {
        if (KindAt(index) == TokenKind.String && KindAt(index + 1) == TokenKind.Colon)
            return true;
        while (index < raw.Count && IsWordLike(raw[index]))
        {
            switch (KindAt(index + 1))
            {
                case TokenKind.Colon:
                    return true;
                case TokenKind.Dot:
                    index += 2;
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    private bool StartsStatement(int index) =>
        IsSettingStart(index) || (raw[index].Kind == TokenKind.Keyword && Keywords.IsLeading(raw[index].Text) && !IsName(index));

    /// <summary>Inside brackets a keyword is a name, so a line that starts with one is a new statement only if nothing after it belongs to a list.</summary>
    private bool StartsStatementAfterUnclosedBracket(int index)
    {
        if (IsSettingStart(index))
            return true;
        if (raw[index].Kind != TokenKind.Keyword)
            return false;
        var next = index + 1;
        while (KindAt(next) == TokenKind.NewLine)
            next++;
        return KindAt(next) switch
        {
            TokenKind.Comma or TokenKind.CloseBracket or TokenKind.CloseParen or TokenKind.Dot or TokenKind.Operator => false,
            _ => true,
        };
    }

    /// <summary>Whether a keyword (or the word of an operator) stands where only a name makes sense.</summary>
    private bool IsName(int index)
    {
        if (KindAt(index + 1) is TokenKind.Colon or TokenKind.Dot)
            return true;
        if (index > 0 && (raw[index - 1].Kind is TokenKind.Dot or TokenKind.Colon))
            return true;

        // After a comparison it is the value, unless an operand of its own follows: then the value is missing (`when x < use y`).
        if (index > 0 && IsComparison(index - 1))
            return KindAt(index + 1) is not (TokenKind.Word or TokenKind.Number or TokenKind.Quantity or TokenKind.Money or TokenKind.Percent or TokenKind.String);
        return raw[index].Kind == TokenKind.Keyword && (IsComparison(index + 1) || IsRuleExpected(index));
    }

    /// <summary><c>expect rule otherwise</c>: the one rule whose name is a keyword.</summary>
    private bool IsRuleExpected(int index) =>
        index > 1 && raw[index].Text == "otherwise" && raw[index - 1] is { Kind: TokenKind.Keyword, Text: "rule" } && raw[index - 2] is { Kind: TokenKind.Keyword, Text: "expect" };

    private bool IsComparison(int index) => KindAt(index) == TokenKind.Operator && OperatorSpelling.IsComparison(raw[index].Text);

    private void TakeKeyword(Token token)
    {
        if (_openBrackets.Count > 0 && LeavesUnclosedBracket())
        {
            CloseOpenBrackets();
            _shaped.Add(token);
            return;
        }

        _shaped.Add(_openBrackets.Count > 0 || IsName(_index) ? Rename(token) : token);
    }

    /// <summary>The file's own tokens say so too: the editor colours them and the formatter spaces them.</summary>
    private Token Rename(Token token) => raw[_index] = token with { Kind = TokenKind.Word };

    private void TakeOperator(Token token)
    {
        if (char.IsLetter(token.Text[0]))
        {
            var isItem = _openBrackets.Count > 0
                && LastKind is TokenKind.OpenBracket or TokenKind.OpenParen or TokenKind.Comma
                && KindAt(_index + 1) is TokenKind.CloseBracket or TokenKind.CloseParen or TokenKind.Comma;
            var isNegation = token.Text == "not" && KindAt(_index + 1) is not (TokenKind.Colon or TokenKind.Dot);
            if (isItem || (IsName(_index) && !isNegation))
            {
                _shaped.Add(Rename(token));
                return;
            }

            if (token.Text == "not" && KindAt(_index + 1) == TokenKind.Operator && raw[_index + 1].Text is "in" or "matches" or "contains")
            {
                ReportMisplacedNot(token);
                return;
            }

            if (token.Text is "and" or "or" && ++_operatorCount > OperatorCountMax)
            {
                if (_operatorCount == OperatorCountMax + 1)
                    errors.Report(DiagnosticCatalog.NestedTooDeeply, token.Span, OperatorCountMax.ToString(System.Globalization.CultureInfo.InvariantCulture), "conditions joined in one statement");
                return;
            }
        }

        _shaped.Add(Corrected(token));
    }

    /// <summary>The operator that was meant, at the place of the one that was written; the lexer reported the others already.</summary>
    private Token Corrected(Token token)
    {
        if (token.Text != "=")
            return OperatorSpelling.Meant(token.Text) is { } meant ? token with { Text = meant } : token;

        if (IsSettingName())
        {
            var name = NameBefore();
            errors.Report(DiagnosticCatalog.MissingColon, token.Span, errors.Replace("Write ':'", FixSpan(token), ":"), name, "…");
            _inSetting = true;
            return new Token(TokenKind.Colon, ":", token.Span);
        }

        errors.Report(DiagnosticCatalog.ForeignOperator, token.Span, errors.Replace("Write '=='", token.Span, "=="), "=", "==");
        return token with { Text = "==" };
    }

    /// <summary>With the space before it, so that <c>ttl = 24h</c> becomes <c>ttl: 24h</c>.</summary>
    private TextSpan FixSpan(Token token) => TextSpan.FromBounds(_shaped[^1].Span.End, token.Span.End);

    private void ReportMisplacedNot(Token not)
    {
        var start = _shaped.Count;
        while (start > 0 && _shaped[start - 1].Kind is TokenKind.Word or TokenKind.Dot)
            start--;
        var left = start < _shaped.Count ? errors.Text.Slice(TextSpan.Cover(_shaped[start].Span, _shaped[^1].Span)) : "…";
        CodeFix? fix = null;
        if (start < _shaped.Count)
        {
            var next = raw[_index + 1].Span.Start;
            fix = new CodeFix("Move 'not'",
            [
                new TextEdit(errors.Text.Path, new TextSpan(_shaped[start].Span.Start, 0), "not "),
                new TextEdit(errors.Text.Path, TextSpan.FromBounds(not.Span.Start, next), ""),
            ]);
        }

        errors.Report(DiagnosticCatalog.MisplacedNot, not.Span, fix, left, raw[_index + 1].Text);
    }

    /// <summary>Whether the tokens of this statement so far are a dotted name and nothing else.</summary>
    private bool IsSettingName()
    {
        var index = _shaped.Count - 1;
        if (index < 0 || _shaped[index].Kind != TokenKind.Word)
            return false;
        while (index >= 2 && _shaped[index].Kind == TokenKind.Word && _shaped[index - 1].Kind == TokenKind.Dot)
            index -= 2;
        return _shaped[index].Kind == TokenKind.Word && (index == 0 || _shaped[index - 1].Kind is TokenKind.NewLine or TokenKind.OpenBrace or TokenKind.CloseBrace);
    }

    private string NameBefore()
    {
        var index = _shaped.Count - 1;
        while (index >= 2 && _shaped[index - 1].Kind == TokenKind.Dot)
            index -= 2;
        return errors.Text.Slice(TextSpan.Cover(_shaped[index].Span, _shaped[^1].Span));
    }
}
