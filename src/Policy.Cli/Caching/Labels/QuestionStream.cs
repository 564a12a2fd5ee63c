using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OptPolicy.Cli.Caching.Labels;

/// <summary>A question of a stream.</summary>
/// <param name="Text">What was asked.</param>
/// <param name="Answer">The right answer, or a name that questions with the same answer share; <see langword="null"/> when it is not known.</param>
internal sealed record StreamedQuestion(string Text, string? Answer);

/// <summary>
/// Reads questions in the order in which they came: JSON lines with <c>question</c> and, where it is known, <c>answer</c> (or <c>text</c> and
/// <c>intent</c>); or groups of questions, as they are written by hand, in an order that a seed draws.
/// </summary>
internal static class QuestionStream
{
    private static readonly string[] TextNames = ["question", "prompt", "text"];
    private static readonly string[] AnswerNames = ["answer", "intent", "label"];

    /// <exception cref="PairFileException">A row cannot be read; the message names file and line.</exception>
    public static ImmutableArray<StreamedQuestion> Read(CliEnvironment environment, IEnumerable<string> names, int seed)
    {
        var questions = names.SelectMany(name => Read(environment.Resolve(name), name)).ToLookup(static q => q.IsOfGroup, static q => q.Question);
        return [.. questions[false], .. questions[true].OrderBy(q => Drawn(q.Text, seed), StringComparer.Ordinal)];
    }

    private static IEnumerable<(StreamedQuestion Question, bool IsOfGroup)> Read(string path, string name)
    {
        if (Directory.Exists(path))
            return Directory.GetFiles(path, "*.txt").Order(StringComparer.Ordinal).SelectMany(f => Read(f, Path.GetFileName(f)));
        if (!File.Exists(path))
            throw new PairFileException($"there is no file '{name}'");
        var lines = File.ReadLines(path).Select((line, i) => (Line: line, Number: i + 1)).Where(static l => !string.IsNullOrWhiteSpace(l.Line));
        return Path.GetExtension(path).Equals(".txt", StringComparison.OrdinalIgnoreCase)
            ? lines.Where(static l => !l.Line.StartsWith('#')).SelectMany(l => Group(l.Line, name, l.Number)).Select(static q => (q, true))
            : lines.Select(l => (Question(l.Line, name, l.Number), false));
    }

    // One group a line: questions with one answer, and others, marked, each with an answer of its own.
    private static IEnumerable<StreamedQuestion> Group(string line, string name, int number) => line
        .Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select((text, i) => text.StartsWith('!') ? new StreamedQuestion(text[1..].TrimStart(), FormattableString.Invariant($"{name}:{number}:{i}")) : new StreamedQuestion(text, FormattableString.Invariant($"{name}:{number}")));

    private static StreamedQuestion Question(string line, string name, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return new StreamedQuestion(
                First(document.RootElement, TextNames) ?? throw new PairFileException($"{name}({number}): there is no '{TextNames[0]}' (or {string.Join(", ", TextNames[1..])})"),
                First(document.RootElement, AnswerNames));
        }
        catch (JsonException error)
        {
            throw new PairFileException($"{name}({number}): it is not JSON: {error.Message}", error);
        }
    }

    private static string? First(JsonElement row, string[] names) => row.ValueKind != JsonValueKind.Object ? null : names
        .Select(name => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)
        .FirstOrDefault(static text => !string.IsNullOrWhiteSpace(text));

    private static string Drawn(string text, int seed) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}\n{text}"))));
}
