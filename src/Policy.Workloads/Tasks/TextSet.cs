using System.Text.Json;

namespace OptPolicy.Workloads.Tasks;

/// <summary>Texts for perplexity: JSON lines with <c>text</c>, conversations (<c>messages</c>, written in ChatML), or plain text whose documents are divided by blank lines. Immutable.</summary>
/// <param name="Path">The file.</param>
/// <param name="Documents">At least one.</param>
/// <param name="Hash">Hex SHA-256 of the texts in order.</param>
public sealed record TextSet(string Path, IReadOnlyList<TextDocument> Documents, string Hash)
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">UTF-8; <c>.jsonl</c> or <c>.json</c> for JSON lines, anything else for plain text.</param>
    /// <exception cref="WorkloadException">The file cannot be read, is empty, or lines have no text.</exception>
    public static TextSet Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var documents = System.IO.Path.GetExtension(path).ToUpperInvariant() is ".JSONL" or ".JSON" ? ReadLines(path) : ReadPlain(path);
        return new TextSet(path, documents, ContentHash.Of(documents.Select(static document => document.Text)));
    }

    private static List<TextDocument> ReadLines(string path)
    {
        var problems = new List<WorkloadProblem>();
        var documents = new List<TextDocument>();
        foreach (var (line, value) in JsonLines.Read(path, problems))
        {
            try
            {
                documents.Add(new(line, TextOf(value)));
            }
            catch (FormatException error)
            {
                problems.Add(new(path, line, error.Message));
            }
        }

        return problems.Count == 0 ? documents : throw new WorkloadException([.. problems.OrderBy(static problem => problem.Line)]);
    }

    private static string TextOf(JsonElement line)
    {
        if (TaskReader.Text(line, "text") is { } text)
            return string.IsNullOrWhiteSpace(text) ? throw new FormatException("'text' is empty") : text;
        if (!line.TryGetProperty("messages", out _) && !line.TryGetProperty("prompt", out _))
            throw new FormatException("there is no 'text' and no 'messages'");
        var messages = MessageReader.Read(line, out var closing);
        return string.Concat((closing is null ? messages : [.. messages, closing]).Select(static message => $"<|im_start|>{message.Role.Value}\n{message.Text}<|im_end|>\n"));
    }

    private static List<TextDocument> ReadPlain(string path)
    {
        var documents = new List<TextDocument>();
        var (start, paragraph, number) = (0, new List<string>(), 0);
        foreach (var line in PlainLines.Read(path).Append(""))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                start = paragraph.Count == 0 ? number : start;
                paragraph.Add(line);
            }
            else if (paragraph.Count > 0)
            {
                documents.Add(new(start, string.Join('\n', paragraph)));
                paragraph.Clear();
            }
        }

        return documents.Count > 0 ? documents : throw new WorkloadException(path, 0, "is empty");
    }
}
