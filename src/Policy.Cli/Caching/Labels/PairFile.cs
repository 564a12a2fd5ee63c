using System.Text.Json;

namespace OptPolicy.Cli.Caching.Labels;

/// <summary>
/// Reads labelled pairs: JSON lines, or a table with a header line (.csv, .tsv). The names of the columns are <c>cached</c>, <c>asked</c> and
/// <c>same</c>, or those of the usual sets of question pairs.
/// </summary>
internal static class PairFile
{
    private static readonly string[] CachedNames = ["cached", "text_a", "question1", "origin", "a"];
    private static readonly string[] AskedNames = ["asked", "text_b", "question2", "similar", "b"];
    private static readonly string[] LabelNames = ["same", "label", "is_duplicate", "right"];

    /// <exception cref="PairFileException">A row cannot be read; the message names file and line.</exception>
    public static PairSet Read(CliEnvironment environment, IEnumerable<string> files) => PairSet.Of(files.SelectMany(f => Read(environment.Resolve(f), f)));

    private static IEnumerable<LabelledPair> Read(string path, string name)
    {
        if (!File.Exists(path))
            throw new PairFileException($"there is no file '{name}'");
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" => Table(path, name, ','),
            ".tsv" => Table(path, name, '\t'),
            _ => Lines(path, name),
        };
    }

    private static IEnumerable<LabelledPair> Lines(string path, string name)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                yield return OfJson(line, name, number);
        }
    }

    private static LabelledPair OfJson(string line, string name, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Pair(column => document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(column, out var value)
                ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()
                : null, name, number);
        }
        catch (JsonException error)
        {
            throw new PairFileException($"{name}({number}): it is not JSON: {error.Message}", error);
        }
    }

    private static IEnumerable<LabelledPair> Table(string path, string name, char separator)
    {
        using var reader = new StreamReader(path);
        var rows = SeparatedRows.Read(reader, separator).GetEnumerator();
        if (!rows.MoveNext())
            throw new PairFileException($"{name}: it is empty");
        string[] header = [.. rows.Current.Fields.Select(static f => f.Trim().ToLowerInvariant())];
        while (rows.MoveNext())
        {
            var row = rows.Current;
            yield return Pair(column => Array.IndexOf(header, column) is var i and >= 0 && i < row.Fields.Count ? row.Fields[i] : null, name, row.Line);
        }
    }

    private static LabelledPair Pair(Func<string, string?> column, string name, int line)
    {
        var cached = First(CachedNames);
        var asked = First(AskedNames);
        return First(LabelNames).Trim().ToLowerInvariant() switch
        {
            "1" or "true" or "yes" or "same" or "right" => new LabelledPair(cached, asked, IsRight: true),
            "0" or "false" or "no" or "different" or "wrong" => new LabelledPair(cached, asked, IsRight: false),
            var label => throw new PairFileException($"{name}({line}): the label is true or false, 1 or 0, same or different; not '{label}'"),
        };

        string First(string[] names) => names.Select(column).FirstOrDefault(static t => !string.IsNullOrWhiteSpace(t))
            ?? throw new PairFileException($"{name}({line}): there is no '{names[0]}' (or {string.Join(", ", names[1..])})");
    }
}

/// <summary>A file of pairs that cannot be read.</summary>
internal sealed class PairFileException(string message, Exception? inner = null) : Exception(message, inner);
