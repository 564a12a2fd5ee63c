namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>Statements: text, output and the tags that chat templates use. Nothing that reaches outside the template is known.</summary>
internal sealed class StatementParser
{
    private readonly TokenReader _tokens;
    private readonly ExpressionParser _expressions;
    private int _loops;

    private StatementParser(TokenReader tokens) => (_tokens, _expressions) = (tokens, new ExpressionParser(tokens));

    public static Block Parse(string source)
    {
        var parser = new StatementParser(new TokenReader(JinjaLexer.Read(source)));
        var body = parser.Body();
        return parser._tokens.Current.Kind == JinjaTokenKind.End ? body
            : throw new JinjaException($"'{parser._tokens.Following.Text}' closes nothing", parser._tokens.Current.At);
    }

    /// <summary>Statements up to the end, or to a tag that begins with one of <paramref name="ends"/>.</summary>
    private Block Body(params ReadOnlySpan<string> ends)
    {
        var at = _tokens.Current.At;
        var statements = new List<Statement>();
        while (_tokens.Current.Kind != JinjaTokenKind.End)
        {
            var token = _tokens.Current;
            switch (token.Kind)
            {
                case JinjaTokenKind.Text:
                    statements.Add(new TextStatement(_tokens.Take().Text, token.At));
                    break;
                case JinjaTokenKind.OutputStart:
                    _tokens.Take();
                    statements.Add(new OutputStatement(_expressions.Tuple(), token.At));
                    _tokens.Expect(JinjaTokenKind.OutputEnd, "}}");
                    break;
                default:
                    if (ends.Contains(_tokens.Following.Text) || _tokens.Following.Text.StartsWith("end", StringComparison.Ordinal))
                        return new Block(statements, at);
                    _tokens.Take();
                    statements.Add(_tokens.Nested(Tag));
                    break;
            }
        }

        return new Block(statements, at);
    }

    private Statement Tag()
    {
        var word = _tokens.Expect(JinjaTokenKind.Name, "the name of a tag");
        switch (word.Text)
        {
            case "if":
                return If(word.At);
            case "for":
                return For(word.At);
            case "set":
                return Set(word.At);
            case "macro":
                return Macro(word.At);
            case "filter":
                return Filter(word.At);
            case "generation":
                // Marks what the model wrote, for training masks; it writes its body.
                CloseTag();
                var body = Body();
                End("endgeneration", word.At);
                return body;
            case "break" or "continue" when _loops > 0:
                CloseTag();
                return new LoopControl(word.Text == "break" ? Flow.Break : Flow.Continue, word.At);
            default:
                throw new JinjaException($"the tag '{word.Text}' is not allowed here", word.At);
        }
    }

    private IfStatement If(Place at)
    {
        var branches = new List<(Expression, Block)>();
        do
        {
            var condition = _expressions.Tuple();
            CloseTag();
            branches.Add((condition, Body("elif", "else")));
        }
        while (TryOpen("elif"));
        var otherwise = Else();
        End("endif", at);
        return new IfStatement(branches, otherwise, at);
    }

    private ForStatement For(Place at)
    {
        var target = _expressions.Target(allowsMember: false);
        if (!_tokens.TryName("in"))
            throw _tokens.Unexpected("'in'");
        var sequence = _expressions.Tuple(allowsConditional: false);
        var filter = _tokens.TryName("if") ? _expressions.Expression() : null;
        if (_tokens.IsName("recursive"))
            throw new JinjaException("recursive loops are not supported", _tokens.Current.At);
        CloseTag();
        _loops++;
        var body = Body("else");
        _loops--;
        var otherwise = Else();
        End("endfor", at);
        return new ForStatement(target, sequence, filter, body, otherwise, at);
    }

    private Statement Set(Place at)
    {
        var target = _expressions.Target(allowsMember: true);
        if (_tokens.TryOperator("="))
        {
            var value = _expressions.Tuple();
            CloseTag();
            return new SetStatement(target, value, at);
        }

        var filters = new List<FilterExpression>();
        while (_tokens.TryOperator("|"))
            filters.Add(_expressions.Filter(input: null));
        CloseTag();
        var body = Detached();
        End("endset", at);
        return new CaptureStatement(target, filters, body, at);
    }

    private CaptureStatement Filter(Place at)
    {
        var filters = new List<FilterExpression>();
        do
            filters.Add(_expressions.Filter(input: null));
        while (_tokens.TryOperator("|"));
        CloseTag();
        var body = Detached();
        End("endfilter", at);
        return new CaptureStatement(target: null, filters, body, at);
    }

    private MacroStatement Macro(Place at)
    {
        var name = _tokens.Expect(JinjaTokenKind.Name, "the name of the macro").Text;
        var parameters = new List<(string, Expression?)>();
        _tokens.ExpectOperator("(");
        while (!_tokens.TryOperator(")"))
        {
            var parameter = _tokens.Expect(JinjaTokenKind.Name, "the name of a parameter").Text;
            parameters.Add((parameter, _tokens.TryOperator("=") ? _expressions.Expression() : null));
            if (!_tokens.IsOperator(")"))
                _tokens.ExpectOperator(",");
        }

        CloseTag();
        var body = Detached();
        End("endmacro", at);
        return new MacroStatement(name, parameters, body, at);
    }

    /// <summary>A body that cannot leave the loop around it.</summary>
    private Block Detached()
    {
        var loops = _loops;
        _loops = 0;
        var body = Body();
        _loops = loops;
        return body;
    }

    private Block? Else()
    {
        if (!TryOpen("else"))
            return null;
        CloseTag();
        return Body();
    }

    private bool TryOpen(string name)
    {
        if (_tokens.Current.Kind != JinjaTokenKind.BlockStart || !_tokens.Following.Is(JinjaTokenKind.Name, name))
            return false;
        _tokens.Take();
        _tokens.Take();
        return true;
    }

    private void End(string name, Place opened)
    {
        if (!TryOpen(name))
            throw new JinjaException($"expected {{% {name} %}} for the tag at {opened.Line}:{opened.Column}", _tokens.Current.At);
        CloseTag();
    }

    private void CloseTag() => _tokens.Expect(JinjaTokenKind.BlockEnd, "%}");
}
