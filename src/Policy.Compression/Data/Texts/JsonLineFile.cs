using System.Text.Json;

namespace OptPolicy.Compression.Data.Texts;

/// <summary>Reads files with a JSON object a line, and says which line is at fault.</summary>
internal static class JsonLineFile
{
    /// <exception cref="TrainingDataException">A line is no JSON object or lacks something, or the file has no line.</exception>
    public static IReadOnlyList<T> Read<T>(string path, string shape, Func<JsonLine, T> read)
    {
        var items = new List<T>();
        var number = 0;
        foreach (var line in TextFile.StreamLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;

            try
            {
                using var document = JsonDocument.Parse(line);
                items.Add(read(new JsonLine(document.RootElement, $"{path}:{number}", shape)));
            }
            catch (JsonException error)
            {
                throw new TrainingDataException($"{path}:{number}: not JSON: {error.Message}", error);
            }
        }

        return items.Count > 0 ? items : throw new TrainingDataException($"{path} has no lines: each must be {shape}");
    }
}
