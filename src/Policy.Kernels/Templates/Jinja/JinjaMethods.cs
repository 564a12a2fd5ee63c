using System.Globalization;

namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>The methods of Python's strings, lists and mappings that only read.</summary>
internal static class JinjaMethods
{
    public static JinjaFunction? Find(object? value, string name) => value switch
    {
        string text => OfText(text, name) is { } method ? new JinjaFunction(name, method) : null,
        JinjaDictionary dictionary => OfDictionary(dictionary, name) is { } method ? new JinjaFunction(name, method) : null,
        JinjaList list => OfList(list, name) is { } method ? new JinjaFunction(name, method) : null,
        _ => null,
    };

    private static Func<JinjaArguments, object?>? OfText(string text, string name) => name switch
    {
        "strip" => arguments => Strip(text, arguments, start: true, end: true),
        "lstrip" => arguments => Strip(text, arguments, start: true, end: false),
        "rstrip" => arguments => Strip(text, arguments, start: false, end: true),
        "upper" => _ => text.ToUpperInvariant(),
        "lower" => _ => text.ToLowerInvariant(),
        "title" => _ => Title(text),
        "capitalize" => _ => Capitalize(text),
        "startswith" => arguments => Affixes(arguments, "prefix").Any(affix => text.StartsWith(affix, StringComparison.Ordinal)),
        "endswith" => arguments => Affixes(arguments, "suffix").Any(affix => text.EndsWith(affix, StringComparison.Ordinal)),
        "removeprefix" => arguments => text.StartsWith(arguments.Text(0, "prefix"), StringComparison.Ordinal) ? text[arguments.Text(0, "prefix").Length..] : text,
        "removesuffix" => arguments => text.EndsWith(arguments.Text(0, "suffix"), StringComparison.Ordinal) ? text[..^arguments.Text(0, "suffix").Length] : text,
        "replace" => arguments => Replace(text, arguments),
        "split" => arguments => Split(text, arguments, fromEnd: false),
        "rsplit" => arguments => Split(text, arguments, fromEnd: true),
        "splitlines" => _ => new JinjaList([.. Lines(text)]),
        "partition" => arguments => Partition(text, arguments.Text(0, "sep"), text.IndexOf(arguments.Text(0, "sep"), StringComparison.Ordinal), atEnd: false),
        "rpartition" => arguments => Partition(text, arguments.Text(0, "sep"), text.LastIndexOf(arguments.Text(0, "sep"), StringComparison.Ordinal), atEnd: true),
        "join" => arguments => string.Join(text, JinjaSequences.Of(arguments.Required(0, "iterable"), arguments.At).Select(item => PythonText.Of(item, arguments.At))),
        "find" => arguments => (long)text.IndexOf(arguments.Text(0, "sub"), StringComparison.Ordinal),
        "rfind" => arguments => (long)text.LastIndexOf(arguments.Text(0, "sub"), StringComparison.Ordinal),
        "index" => arguments => text.IndexOf(arguments.Text(0, "sub"), StringComparison.Ordinal) is >= 0 and var at ? (long)at : throw arguments.Fault("substring not found"),
        "count" => arguments => Count(text, arguments),
        "isdigit" or "isdecimal" or "isnumeric" => _ => text.Length > 0 && text.All(char.IsDigit),
        "isalpha" => _ => text.Length > 0 && text.All(char.IsLetter),
        "isalnum" => _ => text.Length > 0 && text.All(char.IsLetterOrDigit),
        "isspace" => _ => text.Length > 0 && text.All(char.IsWhiteSpace),
        "isupper" => _ => text.Any(char.IsUpper) && !text.Any(char.IsLower),
        "islower" => _ => text.Any(char.IsLower) && !text.Any(char.IsUpper),
        _ => null,
    };

    private static Func<JinjaArguments, object?>? OfDictionary(JinjaDictionary dictionary, string name) => name switch
    {
        "items" => _ => JinjaSequences.Items(dictionary),
        "keys" => _ => new JinjaList([.. dictionary.Entries.Keys]),
        "values" => _ => new JinjaList([.. dictionary.Entries.Values]),
        "get" => arguments => arguments.Required(0, "key") is string key && dictionary.Entries.TryGetValue(key, out var value) ? value : arguments.Get(1, "default"),
        "copy" => _ => dictionary,
        "update" or "pop" or "popitem" or "clear" or "setdefault" => arguments => throw Frozen(arguments, "mapping"),
        _ => null,
    };

    private static Func<JinjaArguments, object?>? OfList(JinjaList list, string name) => name switch
    {
        "index" => arguments => list.Items.Index().FirstOrDefault(entry => JinjaOperators.AreEqual(entry.Item, arguments.Required(0, "value")), (-1, null)).Index is >= 0 and var at
            ? (long)at : throw arguments.Fault("the value is not in the list"),
        "count" => arguments => (long)list.Items.Count(item => JinjaOperators.AreEqual(item, arguments.Required(0, "value"))),
        "copy" => _ => list,
        "append" or "extend" or "insert" or "pop" or "remove" or "clear" or "sort" or "reverse" => arguments => throw Frozen(arguments, "list"),
        _ => null,
    };

    public static string Title(string text)
    {
        var characters = text.ToLowerInvariant().ToCharArray();
        for (var i = 0; i < characters.Length; i++)
            if (char.IsLetter(characters[i]) && (i == 0 || !char.IsLetter(characters[i - 1])))
                characters[i] = char.ToUpperInvariant(characters[i]);
        return new string(characters);
    }

    public static string Capitalize(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();

    public static string Replace(string text, JinjaArguments arguments)
    {
        var (old, by) = (arguments.Text(0, "old"), arguments.Text(1, "new"));
        var limit = arguments.Get(2, "count") is long count and >= 0 ? count : long.MaxValue;
        if (old.Length == 0)
            throw arguments.Fault("replace needs something to look for");
        var output = new System.Text.StringBuilder();
        var start = 0;
        for (int at; limit > 0 && (at = text.IndexOf(old, start, StringComparison.Ordinal)) >= 0; limit--)
        {
            output.Append(text, start, at - start).Append(by);
            JinjaRun.CheckLength(output.Length, arguments.At);
            start = at + old.Length;
        }

        return output.Append(text, start, text.Length - start).ToString();
    }

    public static string Strip(string text, JinjaArguments arguments, bool start, bool end)
    {
        var characters = (arguments.Get(0, "chars") as string)?.ToCharArray();
        if (start)
            text = characters is null ? text.TrimStart() : text.TrimStart(characters);
        return !end ? text : characters is null ? text.TrimEnd() : text.TrimEnd(characters);
    }

    private static JinjaList Split(string text, JinjaArguments arguments, bool fromEnd)
    {
        var limit = arguments.Get(1, "maxsplit") is long count and >= 0 ? (int)Math.Min(count, int.MaxValue - 1) : int.MaxValue - 1;
        if (arguments.Get(0, "sep") is not string separator)
        {
            var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return words.Length <= limit ? new JinjaList(words) : throw arguments.Fault("split at white space takes no maxsplit");
        }

        if (separator.Length == 0)
            throw arguments.Fault("split needs a separator");
        if (!fromEnd)
            return new JinjaList(text.Split(separator, limit + 1));
        var parts = new List<object?>();
        for (int at; parts.Count < limit && (at = text.LastIndexOf(separator, StringComparison.Ordinal)) >= 0; text = text[..at])
            parts.Insert(0, text[(at + separator.Length)..]);
        parts.Insert(0, text);
        return new JinjaList(parts);
    }

    private static JinjaList Partition(string text, string separator, int at, bool atEnd) => new(
        at >= 0 ? [text[..at], separator, text[(at + separator.Length)..]] : atEnd ? ["", "", text] : [text, "", ""], isTuple: true);

    private static IEnumerable<string> Lines(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }

    private static long Count(string text, JinjaArguments arguments)
    {
        var part = arguments.Text(0, "sub");
        return part.Length == 0 ? text.Length + 1 : (text.Length - text.Replace(part, "", StringComparison.Ordinal).Length) / part.Length;
    }

    private static IEnumerable<string> Affixes(JinjaArguments arguments, string name) => arguments.Required(0, name) switch
    {
        string affix => [affix],
        JinjaList list => list.Items.OfType<string>(),
        var other => throw arguments.Fault(string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a string, not {JinjaOperators.TypeOf(other)}")),
    };

    private static JinjaException Frozen(JinjaArguments arguments, string what) => arguments.Fault($"a template cannot change a {what}; build a new one");
}
