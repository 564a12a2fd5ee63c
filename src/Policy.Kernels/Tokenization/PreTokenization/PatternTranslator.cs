using System.Text;
using System.Text.RegularExpressions;
using OptPolicy.Kernels.Tokenization.Json;

namespace OptPolicy.Kernels.Tokenization.PreTokenization;

/// <summary>
/// Turns the Oniguruma patterns of a file into .NET ones: possessive quantifiers become atomic groups, class intersections
/// with a complement become subtractions, long property names become short ones.
/// </summary>
internal sealed class PatternTranslator
{
    private const string Han = "\u2E80-\u2E99\u2E9B-\u2EF3\u2F00-\u2FD5\u3005\u3007\u3021-\u3029\u3038-\u303B\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFA6D\uFA70-\uFAD9";

    private static readonly Dictionary<string, string> Properties = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Letter"] = "L",
        ["Uppercase_Letter"] = "Lu",
        ["Lowercase_Letter"] = "Ll",
        ["Titlecase_Letter"] = "Lt",
        ["Modifier_Letter"] = "Lm",
        ["Other_Letter"] = "Lo",
        ["Mark"] = "M",
        ["Number"] = "N",
        ["Decimal_Number"] = "Nd",
        ["Punctuation"] = "P",
        ["Punct"] = "P",
        ["Symbol"] = "S",
        ["Separator"] = "Z",
        ["Other"] = "C",
    };

    private readonly TokenizerPart _part;
    private readonly string _pattern;
    private readonly StringBuilder _output = new();
    private readonly Stack<int> _groups = new();
    private int _at;
    private int _atom;

    private PatternTranslator(TokenizerPart part, string pattern) => (_part, _pattern) = (part, pattern);

    public static Regex Translate(TokenizerPart part)
    {
        var pattern = part.RequiredText("Regex");
        if (KnownPatterns.Find(pattern) is { } known)
            return known;
        try
        {
            return new Regex(
                new PatternTranslator(part, pattern).Run(),
                RegexOptions.CultureInvariant | RegexOptions.Compiled,
                TimeSpan.FromMilliseconds(KnownPatterns.TimeoutMilliseconds));
        }
        catch (ArgumentException e)
        {
            throw part.Unsupported($"the pattern {pattern} ({e.Message})");
        }
    }

    private string Run()
    {
        while (_at < _pattern.Length)
        {
            switch (_pattern[_at])
            {
                case '(':
                    _groups.Push(_output.Length);
                    Copy(1);
                    break;
                case ')':
                    Copy(1);
                    _atom = _groups.TryPop(out var start) ? start : 0;
                    break;
                case '?' or '*' or '+':
                    Quantify(1);
                    break;
                case '{' when _pattern.IndexOf('}', _at) is > 0 and var close:
                    Quantify(close - _at + 1);
                    break;
                case '[':
                    _atom = _output.Length;
                    Class();
                    break;
                case '\\':
                    _atom = _output.Length;
                    Escape(isInClass: false);
                    break;
                default:
                    _atom = _output.Length;
                    Copy(1);
                    break;
            }
        }

        return _output.ToString();
    }

    private void Quantify(int length)
    {
        // "(?" opens a group construct and quantifies nothing.
        var isGroupMark = _pattern[_at] == '?' && _at > 0 && _pattern[_at - 1] == '(' && (_at < 2 || _pattern[_at - 2] != '\\');
        Copy(length);
        if (isGroupMark || _at >= _pattern.Length)
            return;
        // Oniguruma's Ruby syntax takes "{n,m}+" as a repeated repetition, so only ?, * and + can be possessive.
        if (_pattern[_at] == '+' && length == 1)
        {
            _output.Insert(_atom, "(?>").Append(')');
            _at++;
        }
        else if (_pattern[_at] == '?')
            Copy(1);
    }

    private void Class()
    {
        Copy(1);
        if (_at < _pattern.Length && _pattern[_at] == '^')
            Copy(1);
        while (_at < _pattern.Length && _pattern[_at] != ']')
        {
            if (_pattern.AsSpan(_at).StartsWith("&&"))
            {
                _at += 2;
                if (!_pattern.AsSpan(_at).StartsWith("[^"))
                    throw _part.Unsupported($"an intersection of classes in the pattern {_pattern}");
                _output.Append("-[");
                _at += 2;
                while (_at < _pattern.Length && _pattern[_at] != ']')
                    ClassItem();
                Copy(1);
                continue;
            }

            ClassItem();
        }

        Copy(1);
    }

    private void ClassItem()
    {
        if (_pattern[_at] == '\\')
        {
            Escape(isInClass: true);
            return;
        }

        // A bracket inside a class is a literal to .NET unless it follows '-', and a nested class to Oniguruma.
        if (_pattern[_at] == '[')
            throw _part.Unsupported($"a nested class in the pattern {_pattern}");
        Copy(1);
    }

    private void Escape(bool isInClass)
    {
        var rest = _pattern.AsSpan(_at);
        if (rest.Length > 3 && rest[1] is 'p' or 'P' && rest[2] == '{' && rest.IndexOf('}') is > 0 and var close)
        {
            var isNegated = rest[1] == 'P' ^ rest[3] == '^';
            var name = rest[(rest[3] == '^' ? 4 : 3)..close].ToString();
            _at += close + 1;
            if (name is "Han" or "Script=Han" or "sc=Han" && !(isInClass && isNegated))
                _output.Append(isInClass ? Han : isNegated ? $"[^{Han}]" : $"[{Han}]");
            else
                _output.Append(isNegated ? @"\P{" : @"\p{").Append(Properties.GetValueOrDefault(name, name)).Append('}');
            return;
        }

        if (rest.StartsWith(@"\x{") && rest.IndexOf('}') is > 0 and var end)
        {
            _output.Append(@"\u").Append(rest[3..end].ToString().PadLeft(4, '0'));
            _at += end + 1;
            return;
        }

        Copy(Math.Min(2, rest.Length));
    }

    private void Copy(int length)
    {
        length = Math.Min(length, _pattern.Length - _at);
        _output.Append(_pattern, _at, length);
        _at += length;
    }
}
