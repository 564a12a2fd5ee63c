namespace OptPolicy.Cli.Evaluating;

/// <summary>Which examples are texts to predict, and which are tasks.</summary>
internal static class TextSets
{
    /// <summary>Plain text, or JSON lines whose first has a <c>text</c>.</summary>
    public static bool IsOne(string path)
    {
        if (Path.GetExtension(path).ToUpperInvariant() is not (".JSONL" or ".JSON"))
        {
            return true;
        }

        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(File.ReadLines(path).FirstOrDefault(static line => !string.IsNullOrWhiteSpace(line)) ?? "{}");
            return document.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object && document.RootElement.TryGetProperty("text", out _);
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or IOException or UnauthorizedAccessException)
        {
            // Its reader says what is wrong, with the line.
            return false;
        }
    }
}
