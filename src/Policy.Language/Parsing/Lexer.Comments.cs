using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Parsing;

internal sealed partial class Lexer
{
    private const string Invisible = "a character that cannot be seen";

    private void ScanComment()
    {
        var end = LineEndAfter(_position);
        var isDocumentation = Peek(2) == '/' && Peek(3) != '/';
        _comments.Add(new Comment(TextSpan.FromBounds(_position, end), !_lineHasToken, isDocumentation));
        ReportEncoding(_position, end);
        _position = end;
    }

    /// <summary>Comments of other languages are skipped whole, so that their words are not reported too.</summary>
    private void ScanBlockComment()
    {
        var close = _content.IndexOf("*/", _position + 2, StringComparison.Ordinal);
        var end = close < 0 ? _content.Length : close + 2;
        var inner = _content.AsSpan(_position + 2, (close < 0 ? end : close) - _position - 2);
        var endsLine = end == _content.Length || _content[end] is '\n' or '\r';
        var fix = endsLine && !inner.Contains('\n')
            ? errors.Replace("Write '//'", TextSpan.FromBounds(_position, end), "// " + inner.Trim().ToString())
            : null;
        errors.Report(DiagnosticCatalog.ForeignComment, new TextSpan(_position, 2), fix);
        Add(TokenKind.Bad, end - _position);
    }

    private void ScanHashComment()
    {
        var hash = new TextSpan(_position, 1);
        errors.Report(DiagnosticCatalog.ForeignComment, hash, errors.Replace("Write '//'", hash, "//"));
        Add(TokenKind.Bad, LineEndAfter(_position) - _position);
    }

    private int LineEndAfter(int start)
    {
        var offset = _content.AsSpan(start).IndexOfAny('\n', '\r');
        return offset < 0 ? _content.Length : start + offset;
    }

    private void ScanBad()
    {
        var start = _position;
        var first = _content[start];
        var end = start + 1;
        while (end < _content.Length && IsBad(_content[end]) && Category(_content[end]) == Category(first))
            end++;
        var span = TextSpan.FromBounds(start, end);
        if (first == '\uFFFD')
            ReportEncoding(start, end);
        else if (first == '%' && _lineHasToken && _tokens[^1] is { Kind: TokenKind.Number } number)
            errors.Report(DiagnosticCatalog.DetachedUnit, TextSpan.Cover(number.Span, span), errors.Replace("Join them", TextSpan.Cover(number.Span, span), number.Text + "%"), number.Text + "%");
        else if (char.IsWhiteSpace(first))
            errors.Report(DiagnosticCatalog.UnexpectedCharacter, span, errors.Replace("Write a space", span, " "), "this kind of space", "write an ordinary space");
        else if (Category(first) == 2)
            errors.Report(DiagnosticCatalog.UnexpectedCharacter, span, errors.Remove("Remove it", span), $"{Invisible} (U+{(int)first:X4})", "remove it");
        else
            errors.Report(DiagnosticCatalog.UnexpectedCharacter, span, $"'{Shown(_content.AsSpan(start, end - start))}'", Advice(first, start));
        Add(TokenKind.Bad, end - start);
    }

    private static bool IsBad(char c) =>
        !(c is ' ' or '\t' or '\n' or '\r' or '/' or '#' or '"' or '\'' or '“' or '”' or '‘' or '’' or '{' or '}' or '(' or ')' or '[' or ']' or ',' or ':' or '.' or ';'
            or '_' or '$' or '€' or '£' or '-' || char.IsLetterOrDigit(c) || OperatorSpelling.IsSymbol(c));

    private static int Category(char c) =>
        c == '\uFFFD' ? 0 : char.IsWhiteSpace(c) ? 1 : char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format ? 2 : 3;

    private string Advice(char c, int position) => c switch
    {
        '-' when position > 0 && char.IsLetterOrDigit(_content[position - 1]) => "names are joined with '_', and a text stands in quotes",
        '%' => "write it right after its number, as in 25%",
        '+' or '-' or '*' or '–' or '—' => "the language has no arithmetic",
        _ => "remove it, or put it in quotes if it is text",
    };

    private static string Shown(ReadOnlySpan<char> written) => written.Length <= 8 ? written.ToString() : string.Concat(written[..8], "…");

    /// <summary>Replacement characters mean another code page: one mistake for the whole file.</summary>
    private void ReportEncoding(int start, int end)
    {
        if (_encodingReported)
            return;
        var offset = _content.AsSpan(start, end - start).IndexOf('\uFFFD');
        if (offset < 0)
            return;
        _encodingReported = true;
        errors.Report(DiagnosticCatalog.WrongEncoding, new TextSpan(start + offset, 1));
    }
}
