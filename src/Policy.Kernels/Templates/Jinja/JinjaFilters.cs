using System.Collections.Frozen;
using System.Globalization;

namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>What can stand behind <c>|</c>, one value at a time; the filters of sequences are in <see cref="JinjaSequenceFilters"/>.</summary>
internal static class JinjaFilters
{
    private static readonly FrozenDictionary<string, Func<object?, JinjaArguments, object?>> Filters = new Dictionary<string, Func<object?, JinjaArguments, object?>>
    {
        ["trim"] = (value, arguments) => JinjaMethods.Strip(Text(value, arguments), arguments, start: true, end: true),
        ["upper"] = (value, arguments) => Text(value, arguments).ToUpperInvariant(),
        ["lower"] = (value, arguments) => Text(value, arguments).ToLowerInvariant(),
        ["title"] = (value, arguments) => JinjaMethods.Title(Text(value, arguments)),
        ["capitalize"] = (value, arguments) => JinjaMethods.Capitalize(Text(value, arguments)),
        ["string"] = (value, arguments) => Text(value, arguments),
        ["safe"] = (value, arguments) => Text(value, arguments),
        ["e"] = Escape,
        ["escape"] = Escape,
        ["replace"] = (value, arguments) => JinjaMethods.Replace(Text(value, arguments), arguments),
        ["indent"] = Indent,
        ["wordcount"] = (value, arguments) => (long)Text(value, arguments).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length,
        ["tojson"] = ToJson,
        ["default"] = Default,
        ["d"] = Default,
        ["int"] = ToInteger,
        ["float"] = (value, arguments) => TryFloat(value, out var number) ? number : arguments.Get(0, "default", 0.0),
        ["abs"] = (value, arguments) => value switch { long number => (object)Math.Abs(number), double number => Math.Abs(number), _ => throw Wrong(value, arguments, "abs") },
        ["round"] = (value, arguments) => JinjaOperators.TryNumber(value, out var number)
            ? Math.Round(number, (int)Math.Clamp(arguments.Get(0, "precision") as long? ?? 0, 0, 15), MidpointRounding.ToEven)
            : throw Wrong(value, arguments, "round"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Func<object?, JinjaArguments, object?>? Find(string name) => Filters.GetValueOrDefault(name) ?? JinjaSequenceFilters.Find(name);

    private static string Text(object? value, JinjaArguments arguments) => PythonText.Of(value, arguments.At);

    private static object? Default(object? value, JinjaArguments arguments) =>
        value is Undefined || (JinjaOperators.IsTrue(arguments.Get(1, "boolean", false)) && !JinjaOperators.IsTrue(value))
            ? arguments.Get(0, "default_value", "")
            : value;

    private static object? ToJson(object? value, JinjaArguments arguments)
    {
        var separators = arguments.Get(2, "separators") is JinjaList { Items: [string item, string key] } ? (item, key) : ((string, string)?)null;
        var indent = arguments.Get(arguments.Positional.Count > 1 ? 1 : 0, "indent") is long width ? (int)Math.Clamp(width, 0, 32) : (int?)null;
        return PythonJson.Write(value, indent, separators, JinjaOperators.IsTrue(arguments.Get(3, "sort_keys", false)), arguments.At);
    }

    private static object? ToInteger(object? value, JinjaArguments arguments) => value switch
    {
        long number => number,
        bool flag => flag ? 1L : 0L,
        double number when double.IsFinite(number) && Math.Abs(number) < 9e18 => (long)number,
        string text when long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        string text when TryFloat(text, out var number) && Math.Abs(number) < 9e18 => (long)number,
        _ => arguments.Get(0, "default", 0L),
    };

    private static bool TryFloat(object? value, out double number)
    {
        if (value is string text)
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
        return JinjaOperators.TryNumber(value, out number);
    }

    private static object? Escape(object? value, JinjaArguments arguments) => Text(value, arguments)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("'", "&#39;", StringComparison.Ordinal).Replace("\"", "&#34;", StringComparison.Ordinal);

    /// <summary>Lines after the first, and blank ones only on demand.</summary>
    private static object? Indent(object? value, JinjaArguments arguments)
    {
        var space = arguments.Get(0, "width", 4L) switch
        {
            long width => new string(' ', (int)Math.Clamp(width, 0, 256)),
            string text => text,
            _ => throw arguments.Fault("the width of indent must be a number or a string"),
        };
        var (first, blank) = (JinjaOperators.IsTrue(arguments.Get(1, "first", false)), JinjaOperators.IsTrue(arguments.Get(2, "blank", false)));
        var lines = Text(value, arguments).Split('\n');
        JinjaRun.CheckLength((long)lines.Length * space.Length, arguments.At);
        return string.Join('\n', lines.Select((line, index) => (index > 0 || first) && (blank || line.Length > 0) ? space + line : line));
    }

    private static JinjaException Wrong(object? value, JinjaArguments arguments, string filter) =>
        arguments.Fault($"'{filter}' does not take {JinjaOperators.TypeOf(value)}");
}
