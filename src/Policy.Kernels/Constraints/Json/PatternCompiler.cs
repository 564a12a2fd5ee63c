using System.Globalization;

namespace OptPolicy.Kernels.Constraints;

/// <summary>What a pattern matches inside a JSON string, and how many characters that can be.</summary>
/// <param name="Node">The grammar.</param>
/// <param name="MinLength">Fewest characters.</param>
/// <param name="MaxLength">Most characters; <see cref="long.MaxValue"/> is without bound.</param>
/// <param name="Unit">When the whole pattern repeats one character class: that class, so that length limits can be joined to the count.</param>
internal readonly record struct Pattern(GrammarNode Node, long MinLength, long MaxLength, GrammarNode? Unit = null);

/// <summary>
/// Compiles the part of ECMA-262 regular expressions that is regular: characters, classes, groups, alternatives, quantifiers, and anchors at the ends.
/// </summary>
internal sealed class PatternCompiler
{
    private const long Unbounded = long.MaxValue;
    private const int MaxRepeat = 10_000;
    private const int MaxGroups = 64;

    private readonly GrammarBuilder _builder;
    private readonly JsonText _text;
    private readonly string _pattern;
    private int _position;
    private int _groups;

    private PatternCompiler(GrammarBuilder builder, JsonText text, string pattern) => (_builder, _text, _pattern) = (builder, text, pattern);

    /// <summary>Compiles a pattern that may match anywhere in a string unless it is anchored.</summary>
    /// <exception cref="NotSupportedException">The pattern is malformed or uses something that is not supported; the message says what and where.</exception>
    public static Pattern Compile(GrammarBuilder builder, JsonText text, string pattern)
    {
        var compiler = new PatternCompiler(builder, text, pattern);
        var result = compiler.Search();
        return compiler._position == pattern.Length ? result : throw compiler.Unsupported("an unmatched ')'");
    }

    private bool HasMore => _position < _pattern.Length;

    private char Peek => _position < _pattern.Length ? _pattern[_position] : '\0';

    // Anchors belong to one alternative: ^a|b$ is "starts with a" or "ends with b".
    private Pattern Search()
    {
        var alternatives = new List<Pattern>();
        do
        {
            var anchoredStart = Take('^');
            var body = Sequence();
            var anchoredEnd = Take('$');
            if (HasMore && Peek is '^' or '$')
                throw Unsupported("an anchor inside the pattern");
            if (!anchoredStart)
                body = Concat(Anything(), body);
            if (!anchoredEnd)
                body = Concat(body, Anything());
            alternatives.Add(body);
        }
        while (Take('|'));
        return Choose(alternatives);
    }

    private Pattern Alternatives()
    {
        var alternatives = new List<Pattern>();
        do
        {
            alternatives.Add(Sequence());
        }
        while (Take('|'));
        return Choose(alternatives);
    }

    private Pattern Sequence()
    {
        var parts = new List<Pattern>();
        while (HasMore && Peek is not ('|' or ')' or '$' or '^'))
            parts.Add(Quantified());
        return parts.Count == 1 ? parts[0] : new(
            _builder.Sequence([.. parts.Select(static part => part.Node)]),
            parts.Sum(static part => part.MinLength),
            parts.Aggregate(0L, static (sum, part) => sum == Unbounded || part.MaxLength == Unbounded ? Unbounded : sum + part.MaxLength));
    }

    private Pattern Quantified()
    {
        var atom = Atom();
        while (HasMore)
        {
            (int Min, int Max) count;
            switch (Peek)
            {
                case '*':
                    count = (0, int.MaxValue);
                    break;
                case '+':
                    count = (1, int.MaxValue);
                    break;
                case '?':
                    count = (0, 1);
                    break;
                case '{':
                    count = Braces();
                    break;
                default:
                    return atom;
            }

            // Empty rounds would have to be counted without a byte to tell them apart.
            if (atom.MinLength == 0 && count.Max is > 1 and < int.MaxValue)
                throw Unsupported("a count of something that may be empty");
            _position++;
            Take('?');
            atom = Repeat(atom, count.Min, count.Max);
        }

        return atom;
    }

    // Leaves the position on the closing brace.
    private (int Min, int Max) Braces()
    {
        var end = _pattern.IndexOf('}', _position);
        var parts = end < 0 ? [] : _pattern[(_position + 1)..end].Split(',');
        if (parts.Length is 0 or > 2 || !TryCount(parts[0], out var min))
            throw Unsupported("a '{' that does not start a count (write \\{)");
        var max = min;
        if (parts.Length == 2 && parts[1].Length == 0)
            max = int.MaxValue;
        else if (parts.Length == 2 && !TryCount(parts[1], out max))
            throw Unsupported("a count that is not a number");
        if (min > MaxRepeat || (max != int.MaxValue && max > MaxRepeat))
            throw Unsupported($"a count above {MaxRepeat}");
        _position = end;
        return (min, max);
    }

    private static bool TryCount(string text, out int count) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);

    private Pattern Atom()
    {
        switch (Peek)
        {
            case '(':
                return Group();
            case '*' or '+' or '?' or '{':
                throw Unsupported($"a '{Peek}' with nothing to repeat");
            default:
                return One(PatternCharacters.Read(_pattern, ref _position));
        }
    }

    private Pattern Group()
    {
        if (++_groups > MaxGroups)
            throw Unsupported($"more than {MaxGroups} groups");
        _position++;
        if (Take('?') && !Take(':'))
            throw Unsupported("a look-around or named group");
        var body = Alternatives();
        if (HasMore && Peek is '^' or '$')
            throw Unsupported("an anchor inside a group");
        return Take(')') ? body : throw Unsupported("a '(' without its ')'");
    }

    private Pattern One(CodePointSet set) => new(_text.CharacterOf(set), 1, 1);

    private Pattern Anything() => Repeat(new(_text.Character, 1, 1), 0, int.MaxValue);

    private Pattern Repeat(Pattern item, int min, int max) => new(
        _builder.Repeat(item.Node, min, max),
        item.MinLength * min,
        item.MaxLength == 0 || max == 0 ? 0 : item.MaxLength == Unbounded || max == int.MaxValue ? Unbounded : item.MaxLength * max,
        item is { MinLength: 1, MaxLength: 1 } ? item.Node : null);

    private Pattern Concat(Pattern x, Pattern y) => new(
        _builder.Sequence(x.Node, y.Node),
        x.MinLength + y.MinLength,
        x.MaxLength == Unbounded || y.MaxLength == Unbounded ? Unbounded : x.MaxLength + y.MaxLength);

    private Pattern Choose(List<Pattern> alternatives) => alternatives.Count == 1 ? alternatives[0] : new(
        _builder.Choice([.. alternatives.Select(static one => one.Node)]),
        alternatives.Min(static one => one.MinLength),
        alternatives.Max(static one => one.MaxLength));

    private bool Take(char expected)
    {
        if (!HasMore || Peek != expected)
            return false;
        _position++;
        return true;
    }

    private NotSupportedException Unsupported(string what) => new($"{what} at character {_position + 1}");
}
