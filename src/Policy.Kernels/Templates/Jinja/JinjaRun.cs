using System.Text;

namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>One rendering: its output and the limits that a hostile template runs into.</summary>
internal sealed class JinjaRun(TimeProvider time)
{
    private const int Steps = 1_000_000;
    private const int OutputCharacters = 8 * 1024 * 1024;
    private const int Depth = 64;

    private readonly Stack<StringBuilder> _outputs = new([new StringBuilder()]);
    private int _steps;
    private int _depth;

    public TimeProvider Time => time;

    public string Text => _outputs.Peek().ToString();

    public void Step(Place at, int weight = 1)
    {
        if ((_steps += weight) > Steps)
            throw new JinjaException($"the template takes more than {Steps} steps", at);
    }

    public void Write(string text, Place at)
    {
        var output = _outputs.Peek();
        CheckLength((long)output.Length + text.Length, at);
        output.Append(text);
    }

    public static void CheckLength(long length, Place at)
    {
        if (length > OutputCharacters)
            throw new JinjaException($"the template writes more than {OutputCharacters} characters", at);
    }

    /// <summary>What <paramref name="body"/> writes, instead of writing it.</summary>
    public string Capture(Action body, Place at)
    {
        if (++_depth > Depth)
            throw new JinjaException($"calls and blocks nest deeper than {Depth}", at);
        _outputs.Push(new StringBuilder());
        try
        {
            body();
            return _outputs.Peek().ToString();
        }
        finally
        {
            _outputs.Pop();
            _depth--;
        }
    }
}

/// <summary>The names visible at a point of a rendering.</summary>
internal sealed class JinjaScope(JinjaRun run, JinjaScope? outer)
{
    private readonly Dictionary<string, object?> _names = new(StringComparer.Ordinal);

    public JinjaRun Run => run;

    public void Set(string name, object? value) => _names[name] = value;

    public object? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
            if (scope._names.TryGetValue(name, out var value))
                return value;
        return new Undefined(name);
    }

    private JinjaScope? Outer => outer;
}
