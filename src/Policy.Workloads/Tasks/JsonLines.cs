using System.Text.Json;

namespace OptPolicy.Workloads.Tasks;

/// <summary>The objects of a JSONL file with their lines; what is no object becomes a problem.</summary>
internal static class JsonLines
{
    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="WorkloadException">The file cannot be read.</exception>
    public static IReadOnlyList<(int Line, JsonElement Value)> Read(string path, List<WorkloadProblem> problems)
    {
        var values = new List<(int, JsonElement)>();
        var number = 0;
        foreach (var line in PlainLines.Read(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                using var document = JsonDocument.Parse(line, Options);
                if (document.RootElement.ValueKind == JsonValueKind.Object)
                    values.Add((number, document.RootElement.Clone()));
                else
                    problems.Add(new(path, number, $"expected a JSON object, found {document.RootElement.ValueKind.ToString().ToLowerInvariant()}"));
            }
            catch (JsonException error)
            {
                var at = error.BytePositionInLine is { } position ? $" at byte {position + 1}" : "";
                problems.Add(new(path, number, $"no JSON object{at}; each line is one object such as {{\"prompt\": \"…\", \"expected\": \"…\"}}"));
            }
        }

        if (number == 0 || (values.Count == 0 && problems.Count == 0))
            problems.Add(new(path, 0, "is empty"));
        return values;
    }
}
