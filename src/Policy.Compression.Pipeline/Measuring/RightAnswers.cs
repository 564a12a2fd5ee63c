using System.Text.Json;

namespace OptPolicy.Compression.Pipeline.Measuring;

/// <summary>
/// The right answers of a workload letter by letter, as models write them. A task keeps what its scorer compares, which for calls of tools is only their value.
/// </summary>
internal static class RightAnswers
{
    /// <summary>The answers by line; lines without a text that a model could write are left out.</summary>
    public static IReadOnlyDictionary<int, string> Read(string path)
    {
        var answers = new Dictionary<int, string>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            using var json = JsonDocument.Parse(line);
            if (Of(json.RootElement) is { Length: > 0 } answer)
                answers[number] = answer;
        }

        return answers;
    }

    private static string? Of(JsonElement line)
    {
        if (line.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
            return string.Join('\n', calls.EnumerateArray().Select(static call => $"<tool_call>\n{call.GetRawText()}\n</tool_call>"));
        if (line.TryGetProperty("expected", out var expected))
            return expected.ValueKind == JsonValueKind.String ? expected.GetString() : expected.GetRawText();
        return line.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array && messages.GetArrayLength() > 0
            && messages[messages.GetArrayLength() - 1] is var last && last.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String
            ? content.GetString()
            : null;
    }
}
