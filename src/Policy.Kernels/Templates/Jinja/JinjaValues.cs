namespace OptPolicy.Kernels.Templates.Jinja;

// Values are null (none), bool, long, double, string, JinjaList, JinjaDictionary, JinjaNamespace, JinjaFunction or Undefined.

/// <summary>What a name or member that does not exist evaluates to: empty in output, an error when used further.</summary>
internal sealed record Undefined(string Name);

/// <summary>A list or tuple. Templates cannot change it.</summary>
internal sealed class JinjaList(IReadOnlyList<object?> items, bool isTuple = false)
{
    public IReadOnlyList<object?> Items => items;

    public bool IsTuple => isTuple;
}

/// <summary>A mapping that keeps its order. Templates cannot change it.</summary>
internal sealed class JinjaDictionary(OrderedDictionary<string, object?> entries)
{
    public OrderedDictionary<string, object?> Entries => entries;
}

/// <summary>The one thing whose members templates can set.</summary>
internal sealed class JinjaNamespace(Dictionary<string, object?> members)
{
    public Dictionary<string, object?> Members => members;
}

/// <summary>A global function, macro or method.</summary>
internal sealed class JinjaFunction(string name, Func<JinjaArguments, object?> invoke)
{
    public string Name => name;

    public object? Invoke(JinjaArguments arguments) => invoke(arguments);
}

/// <summary>What stands between the parentheses of a call, filter or test.</summary>
/// <param name="Positional">In order.</param>
/// <param name="Named">By name.</param>
/// <param name="At">Where the call is.</param>
/// <param name="Run">The rendering.</param>
internal sealed record JinjaArguments(IReadOnlyList<object?> Positional, IReadOnlyDictionary<string, object?> Named, Place At, JinjaRun Run)
{
    public bool TryGet(int index, string name, out object? value)
    {
        if (index < Positional.Count)
        {
            value = Positional[index];
            return true;
        }

        return Named.TryGetValue(name, out value);
    }

    public object? Get(int index, string name, object? otherwise = null) => TryGet(index, name, out var value) ? value : otherwise;

    public object? Required(int index, string name) => TryGet(index, name, out var value) ? value : throw Fault($"the argument \"{name}\" is missing");

    public string Text(int index, string name) => Required(index, name) as string ?? throw Fault($"the argument \"{name}\" must be a string");

    public JinjaException Fault(string problem) => new(problem, At);
}
