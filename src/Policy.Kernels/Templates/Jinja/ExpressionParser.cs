using System.Globalization;

namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>Expressions, by precedence: conditional, or, and, not, comparison, sum, concatenation, product, power, sign, postfix.</summary>
internal sealed class ExpressionParser(TokenReader tokens)
{
    private static readonly string[] Comparisons = ["==", "!=", "<=", ">=", "<", ">"];

    /// <summary>An expression, or a tuple without parentheses.</summary>
    public Expression Tuple(bool allowsConditional = true)
    {
        var at = tokens.Current.At;
        var first = allowsConditional ? Expression() : Or();
        if (!tokens.IsOperator(","))
            return first;
        var items = new List<Expression> { first };
        while (tokens.TryOperator(",") && !EndsTuple())
            items.Add(allowsConditional ? Expression() : Or());
        return new ListExpression(items, isTuple: true, at);
    }

    /// <summary>What can stand left of <c>=</c> and <c>in</c>.</summary>
    public Expression Target(bool allowsMember)
    {
        var at = tokens.Current.At;
        var items = new List<Expression>();
        do
        {
            if (tokens.TryOperator("("))
            {
                items.Add(Target(allowsMember: false));
                tokens.ExpectOperator(")");
                continue;
            }

            var name = tokens.Expect(JinjaTokenKind.Name, "a name");
            Expression item = new NameExpression(name.Text, name.At);
            if (allowsMember && tokens.TryOperator("."))
                item = new AttributeExpression(item, tokens.Expect(JinjaTokenKind.Name, "a name").Text, name.At);
            items.Add(item);
        }
        while (tokens.TryOperator(",") && tokens.Current.Kind is JinjaTokenKind.Name or JinjaTokenKind.Operator && !tokens.IsName("in"));
        return items.Count == 1 ? items[0] : new ListExpression(items, isTuple: true, at);
    }

    public Expression Expression() => tokens.Nested(Conditional);

    public FilterExpression Filter(Expression? input)
    {
        var name = tokens.Expect(JinjaTokenKind.Name, "the name of a filter");
        return new FilterExpression(input, name.Text, tokens.IsOperator("(") ? Arguments() : ArgumentList.Empty, name.At);
    }

    private bool EndsTuple() => tokens.Current.Kind is JinjaTokenKind.OutputEnd or JinjaTokenKind.BlockEnd or JinjaTokenKind.End || tokens.IsOperator(")");

    private Expression Conditional()
    {
        var value = Or();
        while (tokens.Current is { Kind: JinjaTokenKind.Name, Text: "if" } word)
        {
            tokens.Take();
            var condition = Or();
            value = new ConditionalExpression(condition, value, tokens.TryName("else") ? Expression() : null, word.At);
        }

        return value;
    }

    private Expression Or()
    {
        var left = And();
        while (tokens.Current.At is var at && tokens.TryName("or"))
            left = new LogicalExpression(isAnd: false, left, And(), at);
        return left;
    }

    private Expression And()
    {
        var left = Not();
        while (tokens.Current.At is var at && tokens.TryName("and"))
            left = new LogicalExpression(isAnd: true, left, Not(), at);
        return left;
    }

    private Expression Not()
    {
        var at = tokens.Current.At;
        return tokens.TryName("not") ? new UnaryExpression("not", tokens.Nested(Not), at) : Comparison();
    }

    private Expression Comparison()
    {
        var at = tokens.Current.At;
        var first = Sum();
        var rest = new List<(string, Expression)>();
        while (true)
        {
            if (tokens.Current.Kind == JinjaTokenKind.Operator && Comparisons.Contains(tokens.Current.Text, StringComparer.Ordinal))
                rest.Add((tokens.Take().Text, Sum()));
            else if (tokens.TryName("in"))
                rest.Add(("in", Sum()));
            else if (tokens.IsName("not") && tokens.Following.Is(JinjaTokenKind.Name, "in"))
            {
                tokens.Take();
                tokens.Take();
                rest.Add(("not in", Sum()));
            }
            else
                return rest.Count == 0 ? first : new ComparisonExpression(first, rest, at);
        }
    }

    private Expression Sum() => LeftToRight(Concatenation, "+", "-");

    private Expression Concatenation() => LeftToRight(Product, "~");

    private Expression Product() => LeftToRight(Power, "*", "/", "//", "%");

    private Expression Power() => LeftToRight(() => Sign(hasFilters: true), "**");

    private Expression LeftToRight(Func<Expression> operand, params ReadOnlySpan<string> operations)
    {
        var left = operand();
        while (tokens.Current is { Kind: JinjaTokenKind.Operator } token && operations.Contains(token.Text))
        {
            tokens.Take();
            left = new BinaryExpression(token.Text, left, operand(), token.At);
        }

        return left;
    }

    private Expression Sign(bool hasFilters)
    {
        var token = tokens.Current;
        Expression value;
        if (tokens.TryOperator("-") || tokens.TryOperator("+"))
            value = new UnaryExpression(token.Text, tokens.Nested(() => Sign(hasFilters: false)), token.At);
        else
            value = Postfix(Primary());
        return hasFilters ? Filters(value) : value;
    }

    private Expression Primary()
    {
        var token = tokens.Take();
        switch (token.Kind)
        {
            case JinjaTokenKind.Name:
                return token.Text switch
                {
                    "true" or "True" => new Literal(true, token.At),
                    "false" or "False" => new Literal(false, token.At),
                    "none" or "None" => new Literal(null, token.At),
                    _ => new NameExpression(token.Text, token.At),
                };
            case JinjaTokenKind.String:
                var text = token.Text;
                while (tokens.Current.Kind == JinjaTokenKind.String)
                    text += tokens.Take().Text;
                return new Literal(text, token.At);
            case JinjaTokenKind.Integer:
                return long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? new Literal(number, token.At)
                    : throw new JinjaException($"the number {token.Text} is too large", token.At);
            case JinjaTokenKind.Float:
                return new Literal(double.Parse(token.Text, CultureInfo.InvariantCulture), token.At);
            case JinjaTokenKind.Operator when token.Text == "(":
                return Parenthesized(token.At);
            case JinjaTokenKind.Operator when token.Text == "[":
                return new ListExpression(Until("]"), isTuple: false, token.At);
            case JinjaTokenKind.Operator when token.Text == "{":
                return Dictionary(token.At);
            default:
                throw new JinjaException($"expected an expression, found '{token.Text}'", token.At);
        }
    }

    private Expression Parenthesized(Place at)
    {
        if (tokens.TryOperator(")"))
            return new ListExpression([], isTuple: true, at);
        var value = Tuple();
        tokens.ExpectOperator(")");
        return value;
    }

    private List<Expression> Until(string close)
    {
        var items = new List<Expression>();
        while (!tokens.TryOperator(close))
        {
            items.Add(Expression());
            if (!tokens.IsOperator(close))
                tokens.ExpectOperator(",");
        }

        return items;
    }

    private DictionaryExpression Dictionary(Place at)
    {
        var entries = new List<(Expression, Expression)>();
        while (!tokens.TryOperator("}"))
        {
            var key = Expression();
            tokens.ExpectOperator(":");
            entries.Add((key, Expression()));
            if (!tokens.IsOperator("}"))
                tokens.ExpectOperator(",");
        }

        return new DictionaryExpression(entries, at);
    }

    private Expression Postfix(Expression value)
    {
        while (tokens.Current is { Kind: JinjaTokenKind.Operator } token)
        {
            switch (token.Text)
            {
                case ".":
                    tokens.Take();
                    value = tokens.Current.Kind == JinjaTokenKind.Integer
                        ? new ItemExpression(value, new Literal(long.Parse(tokens.Take().Text, CultureInfo.InvariantCulture), token.At), token.At)
                        : new AttributeExpression(value, tokens.Expect(JinjaTokenKind.Name, "a name").Text, token.At);
                    break;
                case "[":
                    tokens.Take();
                    value = Subscript(value, token.At);
                    break;
                case "(":
                    value = new CallExpression(value, Arguments(), token.At);
                    break;
                default:
                    return value;
            }
        }

        return value;
    }

    private Expression Subscript(Expression value, Place at)
    {
        var parts = new Expression?[3];
        var count = 0;
        for (; count < 3; count++)
        {
            if (!tokens.IsOperator(":") && !tokens.IsOperator("]"))
                parts[count] = Tuple();
            if (!tokens.TryOperator(":"))
                break;
        }

        tokens.ExpectOperator("]");
        if (count > 0)
            return new SliceExpression(value, parts[0], parts[1], parts[2], at);
        return new ItemExpression(value, parts[0] ?? throw new JinjaException("expected a key between [ and ]", at), at);
    }

    private Expression Filters(Expression value)
    {
        while (true)
        {
            if (tokens.TryOperator("|"))
                value = Filter(value);
            else if (tokens.TryName("is"))
                value = Test(value);
            else if (tokens.IsOperator("(") || tokens.IsOperator(".") || tokens.IsOperator("["))
                value = Postfix(value);
            else
                return value;
        }
    }

    private Expression Test(Expression value)
    {
        var isNegated = tokens.TryName("not");
        var name = tokens.Expect(JinjaTokenKind.Name, "the name of a test");
        var arguments = ArgumentList.Empty;
        if (tokens.IsOperator("("))
            arguments = Arguments();
        else if (tokens.Current.Kind is JinjaTokenKind.String or JinjaTokenKind.Integer or JinjaTokenKind.Float
            || tokens.IsOperator("[") || tokens.IsOperator("{")
            || (tokens.Current.Kind == JinjaTokenKind.Name && tokens.Current.Text is not ("else" or "or" or "and" or "is" or "if" or "not" or "in")))
            arguments = new ArgumentList([Postfix(Primary())], []);
        Expression test = new TestExpression(value, name.Text, arguments, name.At);
        return isNegated ? new UnaryExpression("not", test, name.At) : test;
    }

    private ArgumentList Arguments()
    {
        tokens.ExpectOperator("(");
        var (positional, named) = (new List<Expression>(), new List<(string, Expression)>());
        while (!tokens.TryOperator(")"))
        {
            if (tokens.Current.Kind == JinjaTokenKind.Name && tokens.Following.Is(JinjaTokenKind.Operator, "="))
            {
                var name = tokens.Take().Text;
                tokens.Take();
                named.Add((name, Expression()));
            }
            else if (tokens.IsOperator("*") || tokens.IsOperator("**"))
                throw new JinjaException("arguments cannot be unpacked in templates", tokens.Current.At);
            else
                positional.Add(Expression());
            if (!tokens.IsOperator(")"))
                tokens.ExpectOperator(",");
        }

        return new ArgumentList(positional, named);
    }
}
