using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OptPolicy.Workloads.Tasks;

/// <summary>Lines of two files that hold the same question: one that a model was trained or calibrated on judges nothing.</summary>
public static class WorkloadOverlap
{
    /// <summary>Compares two files of any kind that is read here: workloads, conversations, texts as JSON lines, or plain text by paragraph.</summary>
    /// <param name="usedPath">What was trained or calibrated on.</param>
    /// <param name="judgedPath">What decides.</param>
    /// <returns>One entry for every line of <paramref name="judgedPath"/> that is in <paramref name="usedPath"/>, in its order.</returns>
    /// <exception cref="WorkloadException">A file cannot be read.</exception>
    public static IReadOnlyList<OverlappingLine> Find(string usedPath, string judgedPath)
    {
        var exact = new Dictionary<string, int>(StringComparer.Ordinal);
        var normalized = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (line, text) in Questions(usedPath))
        {
            exact.TryAdd(text, line);
            normalized.TryAdd(Normalize(text), line);
        }

        var found = new List<OverlappingLine>();
        foreach (var (line, text) in Questions(judgedPath))
        {
            if (exact.TryGetValue(text, out var same))
                found.Add(new(line, same, IsExact: true));
            else if (normalized.TryGetValue(Normalize(text), out same))
                found.Add(new(line, same, IsExact: false));
        }

        return found;
    }

    /// <summary>What a model reads; the answer does not matter, a question with another answer was seen too.</summary>
    private static IEnumerable<(int Line, string Text)> Questions(string path)
    {
        if (Path.GetExtension(path).ToUpperInvariant() is not (".JSONL" or ".JSON"))
            return TextSet.Read(path).Documents.Select(static document => (document.Line, document.Text));
        var problems = new List<WorkloadProblem>();
        var questions = new List<(int, string)>();
        foreach (var (line, value) in JsonLines.Read(path, problems))
        {
            try
            {
                questions.Add((line, Question(value)));
            }
            catch (FormatException error)
            {
                problems.Add(new(path, line, error.Message));
            }
        }

        return problems.Count == 0 ? questions : throw new WorkloadException(problems);
    }

    /// <summary>What the user says: the same question under another system prompt is the same question.</summary>
    private static string Question(JsonElement line)
    {
        if (TaskReader.Text(line, "text") is { } text)
            return text;
        var messages = MessageReader.Read(line, out _);
        return string.Join('\n', messages.Where(static message => message.Role != Microsoft.Extensions.AI.ChatRole.System).Select(static message => message.Text));
    }

    private static string Normalize(string text)
    {
        var words = new StringBuilder(text.Length);
        foreach (var character in text.Normalize(NormalizationForm.FormKC))
        {
            if (char.IsLetterOrDigit(character) || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol)
                words.Append(char.ToLowerInvariant(character));
            else if (words.Length > 0 && words[^1] != ' ')
                words.Append(' ');
        }

        // A text of nothing but punctuation is compared as it stands.
        var normalized = words.ToString().TrimEnd();
        return normalized.Length > 0 ? normalized : text;
    }
}
