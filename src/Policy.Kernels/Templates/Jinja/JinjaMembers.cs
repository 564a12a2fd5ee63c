namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>Members, items and slices of values.</summary>
internal static class JinjaMembers
{
    /// <summary><c>value.name</c>: a method before an entry of a mapping, as in Python.</summary>
    public static object? Attribute(object? value, string name, Place at) => value switch
    {
        Undefined undefined => throw new JinjaException($"'{undefined.Name}' is undefined, so it has no '{name}'", at),
        JinjaNamespace space => space.Members.TryGetValue(name, out var member) ? member : new Undefined(name),
        _ => (object?)JinjaMethods.Find(value, name) ?? Entry(value, name),
    };

    /// <summary><c>value[key]</c>: an entry before a method.</summary>
    public static object? Item(object? value, object? key, Place at)
    {
        switch (value, key)
        {
            case (Undefined undefined, _):
                throw new JinjaException($"'{undefined.Name}' is undefined, so it has no items", at);
            case (JinjaList list, long index):
                return At(list.Items, index);
            case (string text, long index):
                var runes = text.EnumerateRunes().ToArray();
                return At(runes, index) is System.Text.Rune rune ? rune.ToString() : new Undefined($"[{index}]");
            case (JinjaDictionary dictionary, string name) when dictionary.Entries.TryGetValue(name, out var entry):
                return entry;
            case (_, string name):
                return (value as JinjaNamespace)?.Members.GetValueOrDefault(name) ?? JinjaMethods.Find(value, name) ?? (object)new Undefined(name);
            default:
                return new Undefined($"[{(key is string or long ? key : JinjaOperators.TypeOf(key))}]");
        }
    }

    public static object? Slice(object? value, object? start, object? stop, object? step, Place at)
    {
        var stride = Bound(step, at) ?? 1;
        if (stride == 0)
            throw new JinjaException("a slice cannot have the step 0", at);
        switch (value)
        {
            case string text:
                var runes = text.EnumerateRunes().ToArray();
                return string.Concat(Indices(runes.Length, Bound(start, at), Bound(stop, at), stride).Select(index => runes[index].ToString()));
            case JinjaList list:
                return new JinjaList([.. Indices(list.Items.Count, Bound(start, at), Bound(stop, at), stride).Select(index => list.Items[index])], list.IsTuple);
            default:
                throw new JinjaException($"{JinjaOperators.TypeOf(value)} cannot be sliced", at);
        }
    }

    private static object Entry(object? value, string name) =>
        value is JinjaDictionary dictionary && dictionary.Entries.TryGetValue(name, out var entry) ? entry! : new Undefined(name);

    private static object? At<T>(IReadOnlyList<T> items, long index)
    {
        if (index < 0)
            index += items.Count;
        return index >= 0 && index < items.Count ? items[(int)index] : new Undefined($"[{index}]");
    }

    private static long? Bound(object? value, Place at) => value switch
    {
        null => null,
        long number => number,
        _ => throw new JinjaException($"a slice needs integers, not {JinjaOperators.TypeOf(value)}", at),
    };

    private static IEnumerable<int> Indices(int count, long? start, long? stop, long step)
    {
        long Clamp(long index, long low, long high) => Math.Clamp(index < 0 ? index + count : index, low, high);
        var (low, high) = step > 0 ? (0L, (long)count) : (-1L, count - 1L);
        var from = start is { } first ? Clamp(first, low, high) : step > 0 ? low : high;
        var to = stop is { } last ? Clamp(last, low, high) : step > 0 ? high : low;
        for (var index = from; step > 0 ? index < to : index > to; index += step)
            yield return (int)index;
    }
}
