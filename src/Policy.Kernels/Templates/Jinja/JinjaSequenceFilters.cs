using System.Collections.Frozen;

namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>Filters of lists and mappings.</summary>
internal static class JinjaSequenceFilters
{
    private static readonly FrozenDictionary<string, Func<object?, JinjaArguments, object?>> Filters = new Dictionary<string, Func<object?, JinjaArguments, object?>>
    {
        ["length"] = (value, arguments) => JinjaSequences.Length(value, arguments.At),
        ["count"] = (value, arguments) => JinjaSequences.Length(value, arguments.At),
        ["first"] = (value, arguments) => Items(value, arguments) is [var first, ..] ? first : new Undefined("first"),
        ["last"] = (value, arguments) => Items(value, arguments) is [.., var last] ? last : new Undefined("last"),
        ["list"] = (value, arguments) => new JinjaList(Items(value, arguments)),
        ["items"] = (value, arguments) => value is JinjaDictionary dictionary ? JinjaSequences.Items(dictionary)
            : value is Undefined ? new JinjaList([]) : throw arguments.Fault($"'items' does not take {JinjaOperators.TypeOf(value)}"),
        ["dictsort"] = (value, arguments) => value is JinjaDictionary dictionary
            ? new JinjaList([.. JinjaSequences.Items(dictionary).Items.OrderBy(item => ((string)((JinjaList)item!).Items[0]!).ToLowerInvariant(), StringComparer.Ordinal)])
            : throw arguments.Fault($"'dictsort' does not take {JinjaOperators.TypeOf(value)}"),
        ["join"] = Join,
        ["map"] = Map,
        ["select"] = (value, arguments) => Select(value, arguments, item => item, firstArgument: 0, keeps: true),
        ["reject"] = (value, arguments) => Select(value, arguments, item => item, firstArgument: 0, keeps: false),
        ["selectattr"] = (value, arguments) => Select(value, arguments, item => Member(item, arguments.Text(0, "attribute"), arguments), firstArgument: 1, keeps: true),
        ["rejectattr"] = (value, arguments) => Select(value, arguments, item => Member(item, arguments.Text(0, "attribute"), arguments), firstArgument: 1, keeps: false),
        ["reverse"] = (value, arguments) => value is string text
            ? string.Concat(text.EnumerateRunes().Reverse().Select(rune => rune.ToString()))
            : new JinjaList([.. Items(value, arguments).Reverse()]),
        ["sort"] = Sort,
        ["unique"] = (value, arguments) => new JinjaList([.. Items(value, arguments).Aggregate(new List<object?>(), (kept, item) =>
        {
            if (!kept.Exists(other => JinjaOperators.AreEqual(other, item)))
                kept.Add(item);
            return kept;
        })]),
        ["sum"] = (value, arguments) => Items(value, arguments)
            .Select(item => arguments.Get(0, "attribute") is string path ? Member(item, path, arguments) : item)
            .Aggregate(arguments.Get(1, "start", 0L), (sum, item) => JinjaOperators.Apply("+", sum, item, arguments.At)),
        ["min"] = (value, arguments) => Extreme(value, arguments, sign: -1),
        ["max"] = (value, arguments) => Extreme(value, arguments, sign: 1),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Func<object?, JinjaArguments, object?>? Find(string name) => Filters.GetValueOrDefault(name);

    private static IReadOnlyList<object?> Items(object? value, JinjaArguments arguments) => JinjaSequences.Of(value, arguments.At);

    /// <summary>A member by a dotted path, whose numbers are positions.</summary>
    private static object? Member(object? item, string path, JinjaArguments arguments)
    {
        foreach (var name in path.Split('.'))
            item = item is Undefined ? item : JinjaMembers.Item(item, long.TryParse(name, out var index) ? index : name, arguments.At);
        return item;
    }

    private static object? Join(object? value, JinjaArguments arguments)
    {
        var separator = PythonText.Of(arguments.Get(0, "d", ""), arguments.At);
        var parts = Items(value, arguments)
            .Select(item => PythonText.Of(arguments.Get(1, "attribute") is string path ? Member(item, path, arguments) : item, arguments.At)).ToArray();
        JinjaRun.CheckLength(parts.Sum(part => (long)part.Length + separator.Length), arguments.At);
        return string.Join(separator, parts);
    }

    private static JinjaList Map(object? value, JinjaArguments arguments)
    {
        var items = Items(value, arguments);
        if (arguments.Named.TryGetValue("attribute", out var attribute) && attribute is string path)
        {
            var otherwise = arguments.Named.GetValueOrDefault("default");
            return new JinjaList([.. items.Select(item => Member(item, path, arguments) is var member && member is Undefined && otherwise is not null ? otherwise : member)]);
        }

        var name = arguments.Text(0, "filter");
        var filter = JinjaFilters.Find(name) ?? throw arguments.Fault($"there is no filter '{name}'");
        var rest = arguments with { Positional = [.. arguments.Positional.Skip(1)] };
        return new JinjaList([.. items.Select(item => filter(item, rest))]);
    }

    private static JinjaList Select(object? value, JinjaArguments arguments, Func<object?, object?> member, int firstArgument, bool keeps)
    {
        Func<object?, bool> test = JinjaOperators.IsTrue;
        if (arguments.TryGet(firstArgument, "test", out var given))
        {
            // Tests may be named by their operator here.
            var name = given switch { "==" => "eq", "!=" => "ne", "<" => "lt", "<=" => "le", ">" => "gt", ">=" => "ge", _ => given as string ?? "" };
            var found = JinjaTests.Find(name) ?? throw arguments.Fault($"there is no test '{name}'");
            var rest = arguments with { Positional = [.. arguments.Positional.Skip(firstArgument + 1)] };
            test = item => found(item, rest);
        }

        return new JinjaList([.. Items(value, arguments).Where(item => test(member(item)) == keeps)]);
    }

    private static JinjaList Sort(object? value, JinjaArguments arguments)
    {
        var isCaseSensitive = JinjaOperators.IsTrue(arguments.Get(1, "case_sensitive", false));
        object? Key(object? item)
        {
            var key = arguments.Get(2, "attribute") is string path ? Member(item, path, arguments) : item;
            return key is string text && !isCaseSensitive ? text.ToLowerInvariant() : key;
        }

        var sorted = Items(value, arguments).Order(Comparer<object?>.Create((left, right) => JinjaOperators.Compare(Key(left), Key(right), arguments.At)));
        return new JinjaList([.. JinjaOperators.IsTrue(arguments.Get(0, "reverse", false)) ? sorted.Reverse() : sorted]);
    }

    private static object? Extreme(object? value, JinjaArguments arguments, int sign) => Items(value, arguments) is { Count: > 0 } items
        ? items.Aggregate((best, item) => JinjaOperators.Compare(item, best, arguments.At) * sign > 0 ? item : best)
        : new Undefined("the extreme of nothing");
}
