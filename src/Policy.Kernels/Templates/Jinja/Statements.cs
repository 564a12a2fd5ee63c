namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>How a statement leaves the loop around it.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
}

/// <summary>Something that writes or binds. Immutable.</summary>
internal abstract class Statement(Place at)
{
    public Place At => at;

    public abstract Flow Execute(JinjaScope scope);
}

internal sealed class Block(IReadOnlyList<Statement> statements, Place at) : Statement(at)
{
    public override Flow Execute(JinjaScope scope)
    {
        foreach (var statement in statements)
        {
            scope.Run.Step(statement.At);
            if (statement.Execute(scope) is var flow && flow != Flow.Next)
                return flow;
        }

        return Flow.Next;
    }
}

internal sealed class TextStatement(string text, Place at) : Statement(at)
{
    public override Flow Execute(JinjaScope scope)
    {
        scope.Run.Write(text, At);
        return Flow.Next;
    }
}

internal sealed class OutputStatement(Expression expression, Place at) : Statement(at)
{
    public override Flow Execute(JinjaScope scope)
    {
        scope.Run.Write(PythonText.Of(expression.Evaluate(scope), At), At);
        return Flow.Next;
    }
}

internal sealed class IfStatement(IReadOnlyList<(Expression Condition, Block Body)> branches, Block? otherwise, Place at) : Statement(at)
{
    public override Flow Execute(JinjaScope scope)
    {
        foreach (var (condition, body) in branches)
            if (JinjaOperators.IsTrue(condition.Evaluate(scope)))
                return body.Execute(scope);
        return otherwise?.Execute(scope) ?? Flow.Next;
    }
}

internal sealed class LoopControl(Flow flow, Place at) : Statement(at)
{
    public override Flow Execute(JinjaScope scope) => flow;
}

/// <summary>What a value is bound to: a name, several names, or a member of a namespace.</summary>
internal static class Binding
{
    public static void Bind(Expression target, object? value, JinjaScope scope)
    {
        switch (target)
        {
            case NameExpression name:
                scope.Set(name.Name, value);
                break;
            case AttributeExpression { Target: var owner, Name: var member }:
                if (owner.Evaluate(scope) is not JinjaNamespace space)
                    throw new JinjaException("only members of a namespace() can be set", target.At);
                space.Members[member] = value;
                break;
            case ListExpression { Items: var targets }:
                var values = JinjaSequences.Of(value, target.At);
                if (values.Count != targets.Count)
                    throw new JinjaException($"{targets.Count} names cannot take {values.Count} values", target.At);
                foreach (var (item, part) in targets.Zip(values))
                    Bind(item, part, scope);
                break;
            default:
                throw new JinjaException("a value can only be bound to names", target.At);
        }
    }
}

internal sealed class SetStatement(Expression target, Expression value, Place at) : Statement(at)
{
    public override Flow Execute(JinjaScope scope)
    {
        Binding.Bind(target, value.Evaluate(scope), scope);
        return Flow.Next;
    }
}

/// <summary>Text through filters, written or bound to a name: <c>{% set x %}…</c> and <c>{% filter f %}…</c>.</summary>
internal sealed class CaptureStatement(Expression? target, IReadOnlyList<FilterExpression> filters, Block body, Place at) : Statement(at)
{
    public override Flow Execute(JinjaScope scope)
    {
        var inner = new JinjaScope(scope.Run, scope);
        object? value = scope.Run.Capture(() => body.Execute(inner), At);
        foreach (var filter in filters)
            value = filter.Apply(value, scope);
        if (target is null)
            scope.Run.Write(PythonText.Of(value, At), At);
        else
            Binding.Bind(target, value, scope);
        return Flow.Next;
    }
}

internal sealed class MacroStatement(string name, IReadOnlyList<(string Name, Expression? Default)> parameters, Block body, Place at) : Statement(at)
{
    public override Flow Execute(JinjaScope scope)
    {
        scope.Set(name, new JinjaFunction(name, arguments => Invoke(arguments, scope)));
        return Flow.Next;
    }

    private string Invoke(JinjaArguments arguments, JinjaScope home)
    {
        if (arguments.Positional.Count > parameters.Count)
            throw arguments.Fault($"the macro '{name}' takes {parameters.Count} arguments, not {arguments.Positional.Count}");
        if (arguments.Named.Keys.FirstOrDefault(given => parameters.All(parameter => parameter.Name != given)) is { } unknown)
            throw arguments.Fault($"the macro '{name}' has no parameter '{unknown}'");
        var scope = new JinjaScope(home.Run, home);
        for (var i = 0; i < parameters.Count; i++)
        {
            var (parameter, otherwise) = parameters[i];
            scope.Set(parameter, arguments.TryGet(i, parameter, out var value) ? value : otherwise is null ? new Undefined(parameter) : otherwise.Evaluate(scope));
        }

        return home.Run.Capture(() => body.Execute(scope), arguments.At);
    }
}
