using System.Globalization;
using System.Text;

namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>The functions every chat template may call.</summary>
internal static class JinjaGlobals
{
    private const long LongestRange = 100_000;

    public static void AddTo(JinjaScope scope)
    {
        foreach (var function in (JinjaFunction[])
        [
            new("range", Range),
            new("namespace", arguments => new JinjaNamespace(new(Members(arguments), StringComparer.Ordinal))),
            new("dict", arguments => new JinjaDictionary(new(Members(arguments), StringComparer.Ordinal))),
            new("raise_exception", arguments => throw new JinjaException(PythonText.Of(arguments.Required(0, "message"), arguments.At), arguments.At, isRaised: true)),
            new("strftime_now", arguments => Format(scope.Run.Time.GetLocalNow(), arguments)),
        ])
            scope.Set(function.Name, function);
    }

    private static IEnumerable<KeyValuePair<string, object?>> Members(JinjaArguments arguments) => arguments.Positional switch
    {
        [] => arguments.Named,
        [JinjaDictionary dictionary] => dictionary.Entries.Where(entry => !arguments.Named.ContainsKey(entry.Key)).Concat(arguments.Named),
        _ => throw arguments.Fault("only a mapping and named values can be given"),
    };

    private static object? Range(JinjaArguments arguments)
    {
        var numbers = arguments.Positional.Select(value => value as long? ?? throw arguments.Fault("range needs integers")).ToArray();
        var (start, stop, step) = numbers.Length switch
        {
            1 => (0, numbers[0], 1),
            2 => (numbers[0], numbers[1], 1),
            3 when numbers[2] != 0 => (numbers[0], numbers[1], numbers[2]),
            _ => throw arguments.Fault("range takes one to three integers, the last not 0"),
        };
        var count = Math.Max(0, step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step);
        if (count > LongestRange)
            throw arguments.Fault($"range is longer than {LongestRange}");
        return new JinjaList([.. Enumerable.Range(0, (int)count).Select(i => (object?)(start + (i * step)))]);
    }

    /// <summary>The fields of C's strftime, in English.</summary>
    private static string Format(DateTimeOffset now, JinjaArguments arguments)
    {
        var format = arguments.Text(0, "format");
        var output = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                output.Append(format[i]);
                continue;
            }

            var isBare = format[i + 1] == '-' && i + 2 < format.Length;
            i += isBare ? 2 : 1;
            var text = Field(format[i], now) ?? throw arguments.Fault($"the field %{format[i]} is not supported");
            output.Append(isBare && text.TrimStart('0') is { Length: > 0 } bare ? bare : text);
        }

        return output.ToString();
    }

    private static string? Field(char field, DateTimeOffset now) => field switch
    {
        'Y' => now.ToString("yyyy", CultureInfo.InvariantCulture),
        'y' => now.ToString("yy", CultureInfo.InvariantCulture),
        'm' => now.ToString("MM", CultureInfo.InvariantCulture),
        'd' => now.ToString("dd", CultureInfo.InvariantCulture),
        'B' => now.ToString("MMMM", CultureInfo.InvariantCulture),
        'b' or 'h' => now.ToString("MMM", CultureInfo.InvariantCulture),
        'A' => now.ToString("dddd", CultureInfo.InvariantCulture),
        'a' => now.ToString("ddd", CultureInfo.InvariantCulture),
        'H' => now.ToString("HH", CultureInfo.InvariantCulture),
        'I' => now.ToString("hh", CultureInfo.InvariantCulture),
        'M' => now.ToString("mm", CultureInfo.InvariantCulture),
        'S' => now.ToString("ss", CultureInfo.InvariantCulture),
        'p' => now.ToString("tt", CultureInfo.InvariantCulture),
        'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'F' => now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        'T' => now.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        'z' => now.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal),
        'Z' => now.Offset == TimeSpan.Zero ? "UTC" : now.ToString("zzz", CultureInfo.InvariantCulture),
        '%' => "%",
        _ => null,
    };
}
