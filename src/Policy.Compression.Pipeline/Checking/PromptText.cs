using System.Text;
using System.Text.Json;

namespace OptPolicy.Compression.Pipeline.Checking;

/// <summary>The question of an example in a form in which equal questions are equal: without answer, case and runs of white space.</summary>
internal static class PromptText
{
    private static readonly string[] Single = ["prompt", "input", "question", "text"];

    public static string Of(IEnumerable<string> messages)
    {
        var text = new StringBuilder();
        foreach (var word in messages.SelectMany(static m => m.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            text.Append(word.ToLowerInvariant()).Append(' ');
        return text.ToString();
    }

    /// <summary>The questions of a JSON-lines file with the lines they stand in.</summary>
    /// <exception cref="FormatException">A line is not JSON; the message has file and line.</exception>
    public static IEnumerable<(int Line, string Prompt)> Read(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line) && Parse(line, path, number) is { Length: > 0 } prompt)
                yield return (number, prompt);
        }
    }

    private static string? Parse(string line, string path, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new FormatException($"{path}:{number}: not a JSON object; each line is one example");
            if (root.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array)
                return Of(Asked(messages));
            return Single.Select(name => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)
                .OfType<string>().Select(static text => Of([text])).FirstOrDefault();
        }
        catch (JsonException error)
        {
            throw new FormatException($"{path}:{number}: not JSON: {error.Message}", error);
        }
    }

    private static IEnumerable<string> Asked(JsonElement messages)
    {
        var all = messages.EnumerateArray().Select(static m => (Role: Text(m, "role"), Content: Text(m, "content"))).ToList();
        return all.Take(all.Count > 1 && all[^1].Role == "assistant" ? all.Count - 1 : all.Count).Select(static m => m.Content);
    }

    private static string Text(JsonElement message, string name) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
