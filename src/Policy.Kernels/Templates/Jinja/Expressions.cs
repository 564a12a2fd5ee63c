namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>Something with a value. Immutable.</summary>
internal abstract class Expression(Place at)
{
    public Place At => at;

    public abstract object? Evaluate(JinjaScope scope);
}

internal sealed class Literal(object? value, Place at) : Expression(at)
{
    public override object? Evaluate(JinjaScope scope) => value;
}

internal sealed class NameExpression(string name, Place at) : Expression(at)
{
    public string Name => name;

    public override object? Evaluate(JinjaScope scope)
    {
        scope.Run.Step(At);
        return scope.Find(name);
    }
}

internal sealed class ListExpression(IReadOnlyList<Expression> items, bool isTuple, Place at) : Expression(at)
{
    public IReadOnlyList<Expression> Items => items;

    public override object? Evaluate(JinjaScope scope) => new JinjaList([.. items.Select(item => item.Evaluate(scope))], isTuple);
}

internal sealed class DictionaryExpression(IReadOnlyList<(Expression Key, Expression Value)> entries, Place at) : Expression(at)
{
    public override object? Evaluate(JinjaScope scope)
    {
        var values = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in entries)
            values[key.Evaluate(scope) as string ?? throw new JinjaException("a key must be a string", key.At)] = value.Evaluate(scope);
        return new JinjaDictionary(values);
    }
}

internal sealed class AttributeExpression(Expression target, string name, Place at) : Expression(at)
{
    public Expression Target => target;

    public string Name => name;

    public override object? Evaluate(JinjaScope scope)
    {
        scope.Run.Step(At);
        return JinjaMembers.Attribute(target.Evaluate(scope), name, At);
    }
}

internal sealed class ItemExpression(Expression target, Expression key, Place at) : Expression(at)
{
    public override object? Evaluate(JinjaScope scope)
    {
        scope.Run.Step(At);
        return JinjaMembers.Item(target.Evaluate(scope), key.Evaluate(scope), At);
    }
}

internal sealed class SliceExpression(Expression target, Expression? start, Expression? stop, Expression? step, Place at) : Expression(at)
{
    public override object? Evaluate(JinjaScope scope)
    {
        scope.Run.Step(At);
        return JinjaMembers.Slice(target.Evaluate(scope), start?.Evaluate(scope), stop?.Evaluate(scope), step?.Evaluate(scope), At);
    }
}

/// <summary>The arguments of a call, filter or test as written.</summary>
internal sealed record ArgumentList(IReadOnlyList<Expression> Positional, IReadOnlyList<(string Name, Expression Value)> Named)
{
    public static ArgumentList Empty { get; } = new([], []);

    public JinjaArguments Evaluate(JinjaScope scope, Place at)
    {
        scope.Run.Step(at);
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in Named)
            named[name] = value.Evaluate(scope);
        return new JinjaArguments([.. Positional.Select(argument => argument.Evaluate(scope))], named, at, scope.Run);
    }
}

internal sealed class CallExpression(Expression target, ArgumentList arguments, Place at) : Expression(at)
{
    public override object? Evaluate(JinjaScope scope) => target.Evaluate(scope) switch
    {
        JinjaFunction function => function.Invoke(arguments.Evaluate(scope, At)),
        Undefined undefined => throw new JinjaException($"'{undefined.Name}' is undefined or not allowed in templates", At),
        var other => throw new JinjaException($"{JinjaOperators.TypeOf(other)} cannot be called", At),
    };
}

internal sealed class FilterExpression(Expression? input, string name, ArgumentList arguments, Place at) : Expression(at)
{
    private readonly Func<object?, JinjaArguments, object?> _filter =
        JinjaFilters.Find(name) ?? throw new JinjaException($"there is no filter '{name}'", at);

    public override object? Evaluate(JinjaScope scope) => Apply(input!.Evaluate(scope), scope);

    public object? Apply(object? value, JinjaScope scope) => _filter(value, arguments.Evaluate(scope, At));
}

internal sealed class TestExpression(Expression input, string name, ArgumentList arguments, Place at) : Expression(at)
{
    private readonly Func<object?, JinjaArguments, bool> _test =
        JinjaTests.Find(name) ?? throw new JinjaException($"there is no test '{name}'", at);

    public override object? Evaluate(JinjaScope scope) => _test(input.Evaluate(scope), arguments.Evaluate(scope, At));
}

internal sealed class ConditionalExpression(Expression condition, Expression then, Expression? otherwise, Place at) : Expression(at)
{
    public override object? Evaluate(JinjaScope scope) =>
        JinjaOperators.IsTrue(condition.Evaluate(scope)) ? then.Evaluate(scope)
        : otherwise is null ? new Undefined("the missing else") : otherwise.Evaluate(scope);
}

/// <summary><c>and</c>, <c>or</c>: the operand that decides is the value.</summary>
internal sealed class LogicalExpression(bool isAnd, Expression left, Expression right, Place at) : Expression(at)
{
    public override object? Evaluate(JinjaScope scope)
    {
        var value = left.Evaluate(scope);
        return JinjaOperators.IsTrue(value) == isAnd ? right.Evaluate(scope) : value;
    }
}

internal sealed class UnaryExpression(string operation, Expression operand, Place at) : Expression(at)
{
    public override object? Evaluate(JinjaScope scope) => (operation, operand.Evaluate(scope)) switch
    {
        ("not", var value) => !JinjaOperators.IsTrue(value),
        ("-", long number) => unchecked(-number),
        ("-", double number) => -number,
        ("+", long or double) => operand.Evaluate(scope),
        (_, var value) => throw new JinjaException($"'{operation}' does not take {JinjaOperators.TypeOf(value)}", At),
    };
}

internal sealed class BinaryExpression(string operation, Expression left, Expression right, Place at) : Expression(at)
{
    public override object? Evaluate(JinjaScope scope)
    {
        scope.Run.Step(At);
        var (a, b) = (left.Evaluate(scope), right.Evaluate(scope));
        if (operation != "~")
            return JinjaOperators.Apply(operation, a, b, At);
        var (first, second) = (PythonText.Of(a, At), PythonText.Of(b, At));
        JinjaRun.CheckLength((long)first.Length + second.Length, At);
        return first + second;
    }
}

/// <summary>A chain of comparisons: <c>a &lt; b &lt;= c</c> holds when both do.</summary>
internal sealed class ComparisonExpression(Expression first, IReadOnlyList<(string Operation, Expression Right)> rest, Place at) : Expression(at)
{
    public override object? Evaluate(JinjaScope scope)
    {
        var left = first.Evaluate(scope);
        foreach (var (operation, expression) in rest)
        {
            var right = expression.Evaluate(scope);
            var holds = operation switch
            {
                "==" => JinjaOperators.AreEqual(left, right),
                "!=" => !JinjaOperators.AreEqual(left, right),
                "in" => JinjaOperators.Contains(right, left, At),
                "not in" => !JinjaOperators.Contains(right, left, At),
                "<" => JinjaOperators.Compare(left, right, At) < 0,
                "<=" => JinjaOperators.Compare(left, right, At) <= 0,
                ">" => JinjaOperators.Compare(left, right, At) > 0,
                _ => JinjaOperators.Compare(left, right, At) >= 0,
            };
            if (!holds)
                return false;
            left = right;
        }

        return true;
    }
}
