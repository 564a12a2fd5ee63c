using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Parsing;

internal sealed partial class Lexer
{
    private static bool IsCurrency(char c) => c is '$' or '€' or '£';

    private bool StartsNumber(char c) =>
        char.IsAsciiDigit(c) || IsCurrency(c) || (c == '-' && (char.IsAsciiDigit(Peek(1)) || IsCurrency(Peek(1))));

    /// <summary>Numbers, quantities, percent and money. A sign belongs to its number: there is no subtraction, and a negative amount deserves a better error than its sign does.</summary>
    private void ScanNumber()
    {
        var end = _position;
        if (_content[end] == '-')
            end++;
        var currency = '\0';
        if (end < _content.Length && IsCurrency(_content[end]))
        {
            currency = _content[end++];
            if (end + 1 < _content.Length && _content[end] == '-' && char.IsAsciiDigit(_content[end + 1]))
                end++;
        }

        var digits = end;
        end = SkipDigits(end);
        var fractions = 0;
        while (end + 1 < _content.Length && _content[end] == '.' && char.IsAsciiDigit(_content[end + 1]))
        {
            end = SkipDigits(end + 1);
            fractions++;
        }

        if (digits == end)
        {
            ScanLoneCurrency(end, currency);
            return;
        }

        var kind = currency == '\0' ? TokenKind.Number : TokenKind.Money;
        var numberEnd = end;
        if (end < _content.Length && _content[end] == '%' && kind == TokenKind.Number)
        {
            end++;
            kind = TokenKind.Percent;
        }
        else if (end < _content.Length && (char.IsLetter(_content[end]) || _content[end] == '_'))
        {
            while (end < _content.Length && (char.IsLetterOrDigit(_content[end]) || _content[end] == '_'))
                end++;
            kind = kind == TokenKind.Money ? kind : TokenKind.Quantity;
        }

        CheckNumber(digits, numberEnd, end, fractions, currency, ref kind);
        Add(kind, end - _position);
    }

    /// <summary>A currency without an amount after it; <c>0.25$</c> has it before.</summary>
    private void ScanLoneCurrency(int end, char currency)
    {
        var span = TextSpan.FromBounds(_position, end);
        if (_tokens.Count > 0 && _tokens[^1] is { Kind: TokenKind.Number } number && number.Span.End == _position)
        {
            var whole = TextSpan.Cover(number.Span, span);
            errors.Report(DiagnosticCatalog.MalformedNumber, whole, errors.Replace($"Write '${number.Text}'", whole, "$" + number.Text), text.Slice(whole), "the currency comes first");
            _tokens[^1] = number with { Kind = TokenKind.Money };
            Add(TokenKind.Bad, span.Length);
            return;
        }

        errors.Report(DiagnosticCatalog.MalformedNumber, span, text.Slice(span), $"write the amount right after {currency}, as in $2.50");
        Add(TokenKind.Money, span.Length);
    }

    private int SkipDigits(int end)
    {
        while (end < _content.Length && (char.IsAsciiDigit(_content[end]) || (_content[end] == '_' && end + 1 < _content.Length && char.IsAsciiDigit(_content[end + 1]))))
            end++;
        return end;
    }

    private void CheckNumber(int digits, int numberEnd, int end, int fractions, char currency, ref TokenKind kind)
    {
        var span = TextSpan.FromBounds(_position, end);
        var written = _content[_position..end];
        var unit = _content.AsSpan(numberEnd, end - numberEnd);
        if (fractions > 1)
        {
            errors.Report(DiagnosticCatalog.MalformedNumber, span, Shown(written), "it has more than one decimal point");
        }
        else if (numberEnd - digits > 28)
        {
            errors.Report(DiagnosticCatalog.MalformedNumber, span, Shown(written), "a number has at most 28 digits");
        }
        else if (kind == TokenKind.Quantity && unit.IndexOfAnyExceptInRange('A', 'z') >= 0)
        {
            errors.Report(DiagnosticCatalog.MalformedNumber, span, Shown(written), "a number is digits, with a unit such as 'ms' or 'tok' after them");
            kind = TokenKind.Number;
        }
        else if (kind == TokenKind.Money && unit.Length > 0)
        {
            errors.Report(DiagnosticCatalog.MalformedNumber, span, Shown(written), $"write {currency} and digits, then '/' and a unit where the amount is per something");
        }
        else if (currency is '€' or '£')
        {
            errors.Report(DiagnosticCatalog.UnsupportedCurrency, span, "$" + _content[digits..numberEnd]);
        }
    }

    /// <summary>A text in double quotes. Other quotes are understood as if they were, and reported once.</summary>
    private void ScanString(char open)
    {
        var start = _position;
        var end = start + 1;
        while (end < _content.Length && !Closes(open, _content[end]) && _content[end] is not ('\n' or '\r'))
        {
            if (_content[end] == '\\' && open == '"')
            {
                var length = StringEscapes.LengthAt(_content, end);
                if (length == 0)
                    ReportEscape(end, ref length);
                end += length;
            }
            else
            {
                end++;
            }
        }

        var closed = end < _content.Length && Closes(open, _content[end]);
        if (closed)
            end++;
        else if (open == '"' && EndOnLaterLine(end) is { } laterEnd)
            end = laterEnd;
        else
            end = start + _content.AsSpan(start, end - start).TrimEnd(" \t").Length;
        ReportEncoding(start, end);
        var span = TextSpan.FromBounds(start, end);
        if (!closed)
        {
            var fix = span.Length > 1 && _content.AsSpan(start, span.Length).ContainsAny('\n', '\r')
                ? errors.Replace("Write '\\n'", span, string.Join("\\n", text.Slice(span).ReplaceLineEndings("\n").Split('\n')))
                : errors.Insert("Add the closing quote", ClosingQuotePlace(start, end), "\"");
            errors.Report(DiagnosticCatalog.UnterminatedString, span, fix);
        }
        else if (open != '"')
        {
            var inner = _content.Substring(start + 1, end - start - 2).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            errors.Report(DiagnosticCatalog.UnexpectedCharacter, new TextSpan(start, 1), errors.Replace("Use double quotes", span, $"\"{inner}\""), $"the quote {open}", "texts stand in double quotes (\")");
        }

        Add(TokenKind.String, end - start);
    }

    /// <summary>The end of a text that goes over lines: closed at the end of one of the next, with nothing between that looks like statements.</summary>
    private int? EndOnLaterLine(int lineEnd)
    {
        const int linesMax = 20;
        for (var line = 0; line < linesMax && lineEnd < _content.Length; line++)
        {
            var start = lineEnd + (_content[lineEnd] == '\r' && lineEnd + 1 < _content.Length && _content[lineEnd + 1] == '\n' ? 2 : 1);
            lineEnd = LineEndAfter(start);
            var content = _content.AsSpan(start, lineEnd - start).TrimEnd(" \t");
            var quote = content.IndexOf('"');
            if (content.ContainsAny(":{}\\"))
                return null;
            if (quote >= 0)
                return quote > 0 && quote == content.Length - 1 ? start + content.Length : null;
        }

        return null;
    }

    /// <summary>Before what most likely follows the text: the brackets of a list or call that it is in, or a separator.</summary>
    private int ClosingQuotePlace(int start, int end)
    {
        var inBrackets = _tokens.Count > 0 && _tokens[^1].Kind is TokenKind.OpenParen or TokenKind.OpenBracket or TokenKind.Comma;
        return start + Math.Max(1, _content.AsSpan(start, end - start).TrimEnd(inBrackets ? " \t,;)]" : " \t,;").Length);
    }

    private void ReportEscape(int start, ref int length)
    {
        length = start + 1 < _content.Length && _content[start + 1] is not ('\n' or '\r') ? 2 : 1;
        var span = new TextSpan(start, length);
        errors.Report(DiagnosticCatalog.UnknownEscape, span, errors.Insert("Write the backslash twice", start, "\\"), _content.Substring(start, length));
    }

    private static bool Closes(char open, char c) => open switch
    {
        '"' => c == '"',
        '\'' => c == '\'',
        '“' or '”' => c is '”' or '“' or '"',
        _ => c is '’' or '‘' or '\'',
    };
}
