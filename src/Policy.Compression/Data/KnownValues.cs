using OptPolicy.Compression.Data.Texts;

namespace OptPolicy.Compression.Data;

/// <summary>Values that arguments are known to take beside those in the conversations, such as all cities: <c>{"argument": "city", "value": "…"}</c> a line.</summary>
public static class KnownValues
{
    /// <summary>Reads files; each argument's values once, in ordinal order.</summary>
    /// <exception cref="TrainingDataException">A line lacks one of both.</exception>
    public static IReadOnlyDictionary<string, string[]> Read(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return paths.SelectMany(path => JsonLineFile.Read(path, """{"argument": "…", "value": "…"}""", static line => (Argument: line.Text("argument"), Value: line.Text("value"))))
            .GroupBy(v => v.Argument, v => v.Value, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
    }
}
