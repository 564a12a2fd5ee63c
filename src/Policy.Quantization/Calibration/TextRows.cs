using System.Text;
using System.Text.Json;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Quantization.Calibration;

/// <summary>Calibration texts from a file: a row a line, or JSONL whose objects hold text.</summary>
internal static class TextRows
{
    private static readonly string[] Prompts = ["text", "prompt", "input", "question", "utterance"];

    private static readonly string[] Answers = ["completion", "answer", "expected", "output", "response", "target"];

    /// <summary>Rows with where they come from.</summary>
    /// <exception cref="LocalModelException">The file is missing, empty, not UTF-8, or a line of it is no row; the message names the line.</exception>
    public static List<(string Place, string Text)> Read(string path, int rowsMax)
    {
        if (!File.Exists(path))
            throw new LocalModelException($"There is no file '{path}' to calibrate with.");
        var isJson = System.IO.Path.GetExtension(path) is ".jsonl" or ".ndjson";
        var rows = new List<(string Place, string Text)>();
        var number = 0;
        try
        {
            foreach (var line in File.ReadLines(path, new UTF8Encoding(false, throwOnInvalidBytes: true)))
            {
                number++;
                if (rows.Count == rowsMax)
                    break;
                if (string.IsNullOrWhiteSpace(line))
                    continue;
                rows.Add(($"{path}:{number}", isJson ? Text(line, path, number) : line));
            }
        }
        catch (DecoderFallbackException error)
        {
            throw new LocalModelException($"{path}:{number + 1}: the line is not UTF-8.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException($"'{path}' cannot be read: {error.Message}", error);
        }

        return rows.Count > 0 ? rows : throw new LocalModelException($"'{path}' holds no row to calibrate with.");
    }

    private static string Text(string line, string path, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Text(document.RootElement) is { Length: > 0 } text
                ? text
                : throw new LocalModelException($"{path}:{number}: the row has no text: a string, or an object with {string.Join(", ", Prompts)} or messages.");
        }
        catch (JsonException error)
        {
            throw new LocalModelException($"{path}:{number}: the line is no JSON: {error.Message}", error);
        }
    }

    private static string? Text(JsonElement row)
    {
        if (row.ValueKind == JsonValueKind.String)
            return row.GetString();
        if (row.ValueKind != JsonValueKind.Object)
            return null;
        if (row.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array)
            return string.Join('\n', messages.EnumerateArray().Select(static m => First(m, ["content"])).OfType<string>());
        var prompt = First(row, Prompts);
        return prompt is null ? null : prompt + First(row, Answers);
    }

    private static string? First(JsonElement row, ReadOnlySpan<string> names)
    {
        if (row.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var name in names)
        {
            if (row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                return value.GetString();
        }

        return null;
    }
}
