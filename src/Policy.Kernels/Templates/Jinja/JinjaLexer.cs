using System.Globalization;
using System.Text;

namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>
/// Cuts a template into tokens the way chat templates are read everywhere: <c>trim_blocks</c> and <c>lstrip_blocks</c> on, one
/// trailing line break dropped.
/// </summary>
internal sealed class JinjaLexer
{
    private static readonly string[] Operators =
        ["//", "**", "==", "!=", "<=", ">=", "+", "-", "/", "*", "%", "~", "<", ">", "=", ".", ":", "|", ",", "(", ")", "[", "]", "{", "}"];

    private readonly string _source;
    private readonly List<JinjaToken> _tokens = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private JinjaLexer(string source)
    {
        _source = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (_source.EndsWith('\n'))
            _source = _source[..^1];
    }

    public static List<JinjaToken> Read(string source)
    {
        var lexer = new JinjaLexer(source);
        lexer.Run();
        return lexer._tokens;
    }

    private Place Here => new(_line, _at - _lineStart + 1);

    private void Run()
    {
        // What the tag before the text did to its beginning.
        var (stripsStart, dropsBreak) = (false, false);
        while (_at < _source.Length)
        {
            var open = NextTag(_at);
            var text = _source[_at..open];
            var place = Here;
            var isLineStart = _at == 0 || _source[_at - 1] == '\n';
            if (stripsStart)
                text = text.TrimStart();
            else if (dropsBreak && text.StartsWith('\n'))
                (text, isLineStart) = (text[1..], true);
            if (open < _source.Length)
                text = BeforeTag(text, open, isLineStart);
            if (text.Length > 0)
                _tokens.Add(new JinjaToken(JinjaTokenKind.Text, text, place));
            MoveTo(open);
            if (open < _source.Length)
                (stripsStart, dropsBreak) = Tag();
        }

        _tokens.Add(new JinjaToken(JinjaTokenKind.End, "the end of the template", Here));
    }

    private int NextTag(int from)
    {
        for (var at = _source.IndexOf('{', from); at >= 0 && at + 1 < _source.Length; at = _source.IndexOf('{', at + 1))
            if (_source[at + 1] is '{' or '%' or '#')
                return at;
        return _source.Length;
    }

    private string BeforeTag(string text, int open, bool isLineStart)
    {
        var sign = open + 2 < _source.Length ? _source[open + 2] : '\0';
        if (sign == '-')
            return text.TrimEnd();
        if (sign == '+' || _source[open + 1] == '{')
            return text;
        var line = text.LastIndexOf('\n') + 1;
        var isAlone = text.AsSpan(line).Trim().IsEmpty && (line > 0 || isLineStart);
        return isAlone ? text[..line] : text;
    }

    /// <summary>Reads one tag; tells whether the text behind it loses its white space, or its first line break.</summary>
    private (bool StripsStart, bool DropsBreak) Tag()
    {
        var kind = _source[_at + 1];
        var place = Here;
        if (kind == '#')
            return Comment(place);

        var isBlock = kind == '%';
        _tokens.Add(new JinjaToken(isBlock ? JinjaTokenKind.BlockStart : JinjaTokenKind.OutputStart, _source.Substring(_at, 2), place));
        MoveTo(_at + 2);
        if (_at < _source.Length && _source[_at] is '-' or '+')
            MoveTo(_at + 1);
        var first = _tokens.Count;
        var end = isBlock ? "%}" : "}}";
        var depth = 0;
        while (true)
        {
            SkipSpace();
            if (_at >= _source.Length)
                throw new JinjaException($"{(isBlock ? "{%" : "{{")} is not closed by {end}", place);
            if (depth == 0 && Ends(end, out var strips, out var keeps))
            {
                var isRaw = isBlock && _tokens.Count == first + 1 && _tokens[first].Is(JinjaTokenKind.Name, "raw");
                _tokens.Add(new JinjaToken(isBlock ? JinjaTokenKind.BlockEnd : JinjaTokenKind.OutputEnd, end, Here));
                MoveTo(_at + end.Length + (strips || keeps ? 1 : 0));
                return isRaw ? Raw(first - 1, strips, place) : (strips, isBlock && !keeps);
            }

            depth += _source[_at] is '(' or '[' or '{' ? 1 : _source[_at] is ')' or ']' or '}' ? -1 : 0;
            Token();
        }
    }

    private bool Ends(string end, out bool strips, out bool keeps)
    {
        strips = string.CompareOrdinal(_source, _at, "-" + end, 0, 3) == 0;
        keeps = !strips && end == "%}" && string.CompareOrdinal(_source, _at, "+" + end, 0, 3) == 0;
        return strips || keeps || string.CompareOrdinal(_source, _at, end, 0, 2) == 0;
    }

    private (bool StripsStart, bool DropsBreak) Comment(Place place)
    {
        var close = _source.IndexOf("#}", _at + 2, StringComparison.Ordinal);
        if (close < 0)
            throw new JinjaException("{# is not closed by #}", place);
        var sign = close > _at + 2 ? _source[close - 1] : '\0';
        MoveTo(close + 2);
        return (sign == '-', sign != '+');
    }

    /// <summary>Everything up to the endraw is text; the two tags leave no tokens.</summary>
    private (bool StripsStart, bool DropsBreak) Raw(int start, bool strips, Place place)
    {
        _tokens.RemoveRange(start, _tokens.Count - start);
        for (var at = _source.IndexOf("{%", _at, StringComparison.Ordinal); at >= 0; at = _source.IndexOf("{%", at + 2, StringComparison.Ordinal))
        {
            var close = _source.IndexOf("%}", at, StringComparison.Ordinal);
            if (close < 0 || _source[(at + 2)..close].Trim('-', '+', ' ', '\n', '\t') != "endraw")
                continue;
            var text = _source[_at..at];
            text = strips ? text.TrimStart() : text.StartsWith('\n') ? text[1..] : text;
            text = BeforeTag(text, at, isLineStart: false);
            _tokens.Add(new JinjaToken(JinjaTokenKind.Text, text, Here));
            MoveTo(close + 2);
            return (_source[close - 1] == '-', _source[close - 1] != '+');
        }

        throw new JinjaException("{% raw %} is not closed by {% endraw %}", place);
    }

    private void Token()
    {
        var place = Here;
        var start = _at;
        var first = _source[_at];
        if (first is '\'' or '"')
        {
            var value = StringLiteral(first, place);
            _tokens.Add(new JinjaToken(JinjaTokenKind.String, value, place));
            return;
        }

        if (char.IsLetter(first) || first == '_')
        {
            while (_at < _source.Length && (char.IsLetterOrDigit(_source[_at]) || _source[_at] == '_'))
                _at++;
            _tokens.Add(new JinjaToken(JinjaTokenKind.Name, _source[start.._at], place));
            return;
        }

        if (char.IsAsciiDigit(first))
        {
            Number(start, place);
            return;
        }

        foreach (var text in Operators)
        {
            if (string.CompareOrdinal(_source, _at, text, 0, text.Length) != 0)
                continue;
            _at += text.Length;
            _tokens.Add(new JinjaToken(JinjaTokenKind.Operator, text, place));
            return;
        }

        throw new JinjaException($"unexpected character '{first}'", place);
    }

    private void Number(int start, Place place)
    {
        var isFloat = false;
        while (_at < _source.Length && (char.IsAsciiDigit(_source[_at]) || _source[_at] == '_'))
            _at++;
        if (_at + 1 < _source.Length && _source[_at] == '.' && char.IsAsciiDigit(_source[_at + 1]))
        {
            isFloat = true;
            for (_at++; _at < _source.Length && char.IsAsciiDigit(_source[_at]);)
                _at++;
        }

        if (_at + 1 < _source.Length && _source[_at] is 'e' or 'E' && (char.IsAsciiDigit(_source[_at + 1]) || _source[_at + 1] is '+' or '-'))
        {
            isFloat = true;
            for (_at += 2; _at < _source.Length && char.IsAsciiDigit(_source[_at]);)
                _at++;
        }

        var text = _source[start.._at].Replace("_", "", StringComparison.Ordinal);
        _tokens.Add(new JinjaToken(isFloat ? JinjaTokenKind.Float : JinjaTokenKind.Integer, text, place));
    }

    private string StringLiteral(char quote, Place place)
    {
        var value = new StringBuilder();
        for (_at++; _at < _source.Length; _at++)
        {
            var character = _source[_at];
            if (character == quote)
            {
                _at++;
                return value.ToString();
            }

            if (character == '\n')
                (_line, _lineStart) = (_line + 1, _at + 1);
            if (character != '\\' || _at + 1 == _source.Length)
            {
                value.Append(character);
                continue;
            }

            Escape(value, place);
        }

        throw new JinjaException("a string is not closed", place);
    }

    /// <summary>The escapes of Python strings; an unknown one keeps its backslash.</summary>
    private void Escape(StringBuilder value, Place place)
    {
        var character = _source[++_at];
        var digits = character switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (_at + digits >= _source.Length
                || !int.TryParse(_source.AsSpan(_at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point)
                || point is < 0 or > 0x10FFFF)
                throw new JinjaException($"\\{character} needs {digits} hexadecimal digits", place);
            _at += digits;
            value.Append(point < 0x10000 ? ((char)point).ToString() : char.ConvertFromUtf32(point));
            return;
        }

        value.Append(character switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            '\\' => "\\",
            '\'' => "'",
            '"' => "\"",
            'b' => "\b",
            'f' => "\f",
            'v' => "\v",
            'a' => "\a",
            '0' => "\0",
            '\n' => "",
            _ => "\\" + character,
        });
        if (character == '\n')
            (_line, _lineStart) = (_line + 1, _at + 1);
    }

    private void SkipSpace()
    {
        while (_at < _source.Length && char.IsWhiteSpace(_source[_at]))
            MoveTo(_at + 1);
    }

    private void MoveTo(int target)
    {
        for (; _at < target; _at++)
            if (_source[_at] == '\n')
                (_line, _lineStart) = (_line + 1, _at + 1);
    }
}
