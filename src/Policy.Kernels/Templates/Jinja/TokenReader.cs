namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>The tokens of a template, one after another.</summary>
internal sealed class TokenReader(List<JinjaToken> tokens)
{
    // Deeper nesting than any template has, and less than the stack holds.
    private const int Depth = 100;

    private int _at;
    private int _depth;

    public JinjaToken Current => tokens[_at];

    public JinjaToken Following => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public JinjaToken Take()
    {
        var token = tokens[_at];
        if (_at < tokens.Count - 1)
            _at++;
        return token;
    }

    public bool IsOperator(string text) => Current.Is(JinjaTokenKind.Operator, text);

    public bool IsName(string text) => Current.Is(JinjaTokenKind.Name, text);

    public bool TryTake(JinjaTokenKind kind, string text)
    {
        if (!Current.Is(kind, text))
            return false;
        Take();
        return true;
    }

    public bool TryOperator(string text) => TryTake(JinjaTokenKind.Operator, text);

    public bool TryName(string text) => TryTake(JinjaTokenKind.Name, text);

    public JinjaToken Expect(JinjaTokenKind kind, string what) => Current.Kind == kind ? Take() : throw Unexpected(what);

    public void ExpectOperator(string text)
    {
        if (!TryOperator(text))
            throw Unexpected($"'{text}'");
    }

    public JinjaException Unexpected(string expected) => new($"expected {expected}, found {Describe(Current)}", Current.At);

    public T Nested<T>(Func<T> parse)
    {
        if (++_depth > Depth)
            throw new JinjaException($"the template nests deeper than {Depth}", Current.At);
        var result = parse();
        _depth--;
        return result;
    }

    private static string Describe(JinjaToken token) => token.Kind is JinjaTokenKind.End ? token.Text : token.Kind is JinjaTokenKind.Text ? "text" : $"'{token.Text}'";
}
