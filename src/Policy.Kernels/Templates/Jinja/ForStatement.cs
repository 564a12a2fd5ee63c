namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>A loop; every turn has names of its own, so only namespaces carry values out.</summary>
internal sealed class ForStatement(Expression target, Expression sequence, Expression? filter, Block body, Block? otherwise, Place at) : Statement(at)
{
    public override Flow Execute(JinjaScope scope)
    {
        var items = JinjaSequences.Of(sequence.Evaluate(scope), At);
        if (filter is not null)
            items = [.. items.Where(item => Passes(item, scope))];
        if (items.Count == 0)
        {
            otherwise?.Execute(scope);
            return Flow.Next;
        }

        var changes = new ChangeDetector();
        for (var i = 0; i < items.Count; i++)
        {
            scope.Run.Step(At, weight: 8);
            var turn = new JinjaScope(scope.Run, scope);
            turn.Set("loop", Loop(items, i, changes));
            Binding.Bind(target, items[i], turn);
            if (body.Execute(turn) == Flow.Break)
                break;
        }

        return Flow.Next;
    }

    private bool Passes(object? item, JinjaScope scope)
    {
        var turn = new JinjaScope(scope.Run, scope);
        Binding.Bind(target, item, turn);
        return JinjaOperators.IsTrue(filter!.Evaluate(turn));
    }

    private static JinjaNamespace Loop(IReadOnlyList<object?> items, int index, ChangeDetector changes) => new(new(StringComparer.Ordinal)
    {
        ["index"] = index + 1L,
        ["index0"] = (long)index,
        ["revindex"] = (long)(items.Count - index),
        ["revindex0"] = items.Count - index - 1L,
        ["first"] = index == 0,
        ["last"] = index == items.Count - 1,
        ["length"] = (long)items.Count,
        // Counts recursive loops only, which chat templates have not.
        ["depth"] = 1L,
        ["depth0"] = 0L,
        ["previtem"] = index > 0 ? items[index - 1] : new Undefined("previtem"),
        ["nextitem"] = index + 1 < items.Count ? items[index + 1] : new Undefined("nextitem"),
        ["cycle"] = new JinjaFunction("cycle", arguments => arguments.Positional.Count == 0
            ? throw arguments.Fault("cycle needs values")
            : arguments.Positional[index % arguments.Positional.Count]),
        ["changed"] = new JinjaFunction("changed", arguments => changes.IsChanged(arguments)),
    });

    private sealed class ChangeDetector
    {
        private JinjaList? _last;

        public bool IsChanged(JinjaArguments arguments)
        {
            var now = new JinjaList(arguments.Positional);
            var isChanged = _last is null || !JinjaOperators.AreEqual(_last, now);
            _last = now;
            return isChanged;
        }
    }
}
