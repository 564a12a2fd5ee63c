using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>JSON as Python's <c>json.dumps(…, ensure_ascii=False)</c> writes it: the models saw these spaces in training.</summary>
internal static class PythonJson
{
    private const int Depth = 128;

    public static string Write(object? value, int? indent, (string Item, string Key)? separators, bool sortKeys, Place at)
    {
        var writer = new Writer(indent, separators ?? (indent is null ? ", " : ",", ": "), sortKeys, at);
        writer.Value(value, 0);
        return writer.Output.ToString();
    }

    /// <summary>JSON as a value of the template language.</summary>
    public static object? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new JinjaDictionary(Entries(json)),
        JsonValueKind.Array => new JinjaList([.. json.EnumerateArray().Select(Read)]),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.GetRawText().AsSpan().ContainsAny(".eE") || !json.TryGetInt64(out var number) ? json.GetDouble() : (object)number,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static OrderedDictionary<string, object?> Entries(JsonElement json)
    {
        var entries = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
            entries[member.Name] = Read(member.Value);
        return entries;
    }

    private sealed class Writer(int? indent, (string Item, string Key) separators, bool sortKeys, Place at)
    {
        public StringBuilder Output { get; } = new();

        public void Value(object? value, int depth)
        {
            JinjaRun.CheckLength(Output.Length, at);
            if (depth > Depth)
                throw new JinjaException($"tojson: nested deeper than {Depth}", at);
            switch (value)
            {
                case null:
                    Output.Append("null");
                    break;
                case bool flag:
                    Output.Append(flag ? "true" : "false");
                    break;
                case long number:
                    Output.Append(number.ToString(CultureInfo.InvariantCulture));
                    break;
                case double number:
                    Output.Append(double.IsFinite(number) ? PythonText.Of(number) : double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
                    break;
                case string text:
                    Quoted(text);
                    break;
                case JinjaList list:
                    All(list.Items, '[', ']', depth, item => Value(item, depth + 1));
                    break;
                case JinjaDictionary dictionary:
                    var entries = sortKeys ? dictionary.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal) : dictionary.Entries.AsEnumerable();
                    All([.. entries], '{', '}', depth, entry =>
                    {
                        Quoted(entry.Key);
                        Output.Append(separators.Key);
                        Value(entry.Value, depth + 1);
                    });
                    break;
                default:
                    throw new JinjaException(value is Undefined undefined ? $"tojson: '{undefined.Name}' is undefined" : "tojson: a function is no JSON", at);
            }
        }

        private void All<T>(IReadOnlyList<T> items, char open, char close, int depth, Action<T> write)
        {
            Output.Append(open);
            for (var i = 0; i < items.Count; i++)
            {
                if (i > 0)
                    Output.Append(separators.Item);
                Break(depth + 1);
                write(items[i]);
            }

            if (items.Count > 0)
                Break(depth);
            Output.Append(close);
        }

        private void Break(int depth)
        {
            if (indent is { } width)
                Output.Append('\n').Append(' ', width * depth);
        }

        private void Quoted(string text)
        {
            Output.Append('"');
            foreach (var character in text)
            {
                _ = character switch
                {
                    '"' => Output.Append("\\\""),
                    '\\' => Output.Append(@"\\"),
                    '\n' => Output.Append(@"\n"),
                    '\r' => Output.Append(@"\r"),
                    '\t' => Output.Append(@"\t"),
                    '\b' => Output.Append(@"\b"),
                    '\f' => Output.Append(@"\f"),
                    < ' ' => Output.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                    _ => Output.Append(character),
                };
            }

            Output.Append('"');
        }
    }
}
