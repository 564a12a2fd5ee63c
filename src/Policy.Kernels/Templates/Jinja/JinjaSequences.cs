namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>What a loop runs over.</summary>
internal static class JinjaSequences
{
    public static IReadOnlyList<object?> Of(object? value, Place at) => value switch
    {
        JinjaList list => list.Items,
        JinjaDictionary dictionary => [.. dictionary.Entries.Keys],
        string text => [.. text.EnumerateRunes().Select(rune => rune.ToString())],
        Undefined => [],
        _ => throw new JinjaException($"{JinjaOperators.TypeOf(value)} is not a sequence", at),
    };

    public static JinjaList Items(JinjaDictionary dictionary) =>
        new([.. dictionary.Entries.Select(entry => new JinjaList([entry.Key, entry.Value], isTuple: true))]);

    public static long Length(object? value, Place at) => value switch
    {
        string text => text.EnumerateRunes().Count(),
        JinjaList list => list.Items.Count,
        JinjaDictionary dictionary => dictionary.Entries.Count,
        Undefined => 0,
        _ => throw new JinjaException($"{JinjaOperators.TypeOf(value)} has no length", at),
    };
}
