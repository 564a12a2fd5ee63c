using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Parsing;

internal sealed partial class TokenShaper
{
    private int _closerSearchedTo = -1;
    private bool _closerFound;

    private static bool IsBracket(TokenKind kind) =>
        kind is TokenKind.OpenParen or TokenKind.OpenBracket or TokenKind.CloseParen or TokenKind.CloseBracket;

    private static TokenKind CloserOf(TokenKind open) => open == TokenKind.OpenParen ? TokenKind.CloseParen : TokenKind.CloseBracket;

    private static string CloserTextOf(TokenKind open) => open == TokenKind.OpenParen ? ")" : "]";

    private void OpenBracket(Token token)
    {
        if (_openBrackets.Count >= BracketDepthMax)
        {
            if (_bracketsTooDeep++ == 0)
                errors.Report(DiagnosticCatalog.NestedTooDeeply, token.Span, BracketDepthMax.ToString(System.Globalization.CultureInfo.InvariantCulture), "brackets inside one another");
            return;
        }

        _openBrackets.Add(token);
        _shaped.Add(token);
    }

    private void CloseBracket(Token token)
    {
        if (_bracketsTooDeep > 0)
        {
            _bracketsTooDeep--;
            return;
        }

        var match = _openBrackets.Count - 1;
        while (match >= 0 && CloserOf(_openBrackets[match].Kind) != token.Kind)
            match--;
        if (match >= 0)
        {
            if (match < _openBrackets.Count - 1)
                CloseOpenBrackets(match + 1);
            _openBrackets.RemoveAt(match);
            _shaped.Add(token);
        }
        else if (_openBrackets.Count > 0)
        {
            var open = _openBrackets[^1];
            var closer = CloserTextOf(open.Kind);
            errors.Report(DiagnosticCatalog.UnmatchedBracket, token.Span, errors.Replace($"Write '{closer}'", token.Span, closer), token.Text, $"'{open.Text}' is closed by '{closer}'");
            _openBrackets.RemoveAt(_openBrackets.Count - 1);
            _shaped.Add(new Token(CloserOf(open.Kind), closer, token.Span));
        }
        else
        {
            errors.Report(DiagnosticCatalog.UnmatchedBracket, token.Span, errors.Remove($"Remove '{token.Text}'", token.Span), token.Text, "remove it");
        }
    }

    /// <summary>Closes what is open above <paramref name="keep"/> brackets, after the last token, and says so once: at the innermost opening.</summary>
    private void CloseOpenBrackets(int keep = 0)
    {
        _bracketsTooDeep = 0;
        if (_openBrackets.Count <= keep)
            return;
        var last = _shaped[^1];
        var end = last.Span.End;
        var innermost = _openBrackets[^1];
        var missing = "";
        for (var i = _openBrackets.Count - 1; i >= keep; i--)
        {
            var open = _openBrackets[i];
            missing += CloserTextOf(open.Kind);
            _shaped.Add(new Token(CloserOf(open.Kind), CloserTextOf(open.Kind), new TextSpan(end, 0)));
        }

        // A text without its closing quote has swallowed the bracket: one mistake.
        if (last.Kind != TokenKind.String || !errors.Has(DiagnosticCatalog.UnterminatedString, last.Span.Start))
            errors.Report(DiagnosticCatalog.UnclosedBracket, innermost.Span, errors.Insert($"Add '{missing}'", end, missing), innermost.Text, missing);
        _openBrackets.RemoveRange(keep, _openBrackets.Count - keep);
    }

    /// <summary>Two operands never stand side by side in brackets; a keyword after one, with no closing bracket to come on the line, continues the statement.</summary>
    private bool LeavesUnclosedBracket()
    {
        var afterOperand = LastKind is TokenKind.Word or TokenKind.Number or TokenKind.Quantity or TokenKind.Money or TokenKind.Percent or TokenKind.String
            or TokenKind.CloseParen or TokenKind.CloseBracket;
        return afterOperand && !IsName(_index) && !HasCloserOnLine();
    }

    private bool HasCloserOnLine()
    {
        // Remembers the last answer: a line full of keywords is searched once, not once for each.
        if (_index < _closerSearchedTo)
            return _closerFound;
        var index = _index + 1;
        while (KindAt(index) is not (TokenKind.NewLine or TokenKind.End or TokenKind.OpenBrace or TokenKind.CloseBrace or TokenKind.CloseParen or TokenKind.CloseBracket))
            index++;
        _closerSearchedTo = index;
        _closerFound = KindAt(index) is TokenKind.CloseParen or TokenKind.CloseBracket;
        return _closerFound;
    }
}
