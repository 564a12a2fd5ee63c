using System.Text.Json;
using Microsoft.Extensions.AI;
using OptPolicy.Workloads.Scorers;

namespace OptPolicy.Workloads.Tasks;

/// <summary>Reads one line as a task. Throws <see cref="FormatException"/> with what is wrong.</summary>
internal static class TaskReader
{
    private const int TokensMax = 1_000_000;

    private static readonly string[] Known = ["prompt", "messages", "system", "expected", "tool_calls", "scorer", "session", "max_tokens", "tools"];

    public static WorkloadTask Read(JsonElement line, int number)
    {
        RejectMisspelt(line);
        var messages = MessageReader.Read(line, out var closing);
        var (expected, inferred) = Expected(line, closing);
        var scorer = Scorer(line) ?? inferred;
        Validate(scorer, ref expected);
        var tools = line.TryGetProperty("tools", out var offered) ? ToolReader.Read(offered) : [];
        var session = Text(line, "session");
        var limit = MaxTokens(line);
        return new WorkloadTask(number, messages, expected, scorer)
        {
            Session = session,
            MaxOutputTokens = limit ?? new WorkloadTask(0, [], "", default).MaxOutputTokens,
            Tools = tools,
            Hash = ContentHash.Of(
            [
                .. messages.SelectMany(static message => (string[])[message.Role.Value, MessageReader.Describe(message)]),
                scorer.ToString(), expected, session ?? "", limit?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "",
                line.TryGetProperty("tools", out offered) ? JsonEquality.Canonical(offered) : "",
            ]),
        };
    }

    /// <exception cref="FormatException">The member is there and no text.</exception>
    public static string? Text(JsonElement line, string name)
    {
        if (!line.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw new FormatException($"'{name}' must be a string");
    }

    private static (string Expected, ScorerKind Scorer) Expected(JsonElement line, ChatMessage? closing)
    {
        var hasExpected = line.TryGetProperty("expected", out var expected) && expected.ValueKind != JsonValueKind.Null;
        var hasCalls = line.TryGetProperty("tool_calls", out var calls) && calls.ValueKind != JsonValueKind.Null;
        if (hasExpected && hasCalls)
            throw new FormatException("'expected' and 'tool_calls' exclude each other: a task has one right answer");
        if (hasCalls)
            return (ToolCalls.Read(calls)?.ToJson() ?? throw new FormatException("'tool_calls' must be objects with a 'name' and 'arguments' that are an object"), ScorerKind.ToolCall);
        if (hasExpected)
            return expected.ValueKind == JsonValueKind.String ? Inferred(expected.GetString()!) : (expected.GetRawText(), ScorerKind.Json);
        if (closing is null)
            throw new FormatException("there is no 'expected', no 'tool_calls', and the last message is not the assistant's: nothing says what a right answer is");
        return closing.Contents.OfType<FunctionCallContent>().Any() ? (ToolCalls.Of(closing.Contents.OfType<FunctionCallContent>()).ToJson(), ScorerKind.ToolCall) : Inferred(closing.Text);
    }

    private static (string Expected, ScorerKind Scorer) Inferred(string text)
    {
        if (ToolCalls.Find(text) is { IsEmpty: false })
            return (text, ScorerKind.ToolCall);
        return text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal) && JsonEquality.TryParse(text, out _) ? (text, ScorerKind.Json) : (text, ScorerKind.Exact);
    }

    private static ScorerKind? Scorer(JsonElement line) => Text(line, "scorer") switch
    {
        null => null,
        "exact" => ScorerKind.Exact,
        "json" => ScorerKind.Json,
        "tool_call" => ScorerKind.ToolCall,
        "regex" => ScorerKind.Regex,
        "label" => ScorerKind.Label,
        "similarity" => ScorerKind.Similarity,
        "judge" => ScorerKind.Judge,
        var other => throw new FormatException($"'{other}' is no scorer; there are exact, json, tool_call, regex, label, similarity and judge"),
    };

    /// <summary>What the scorer could never match is wrong in the file, not in every answer.</summary>
    private static void Validate(ScorerKind scorer, ref string expected)
    {
        switch (scorer)
        {
            case ScorerKind.Json when !JsonEquality.TryParse(expected, out _):
                throw new FormatException("'expected' must be JSON for the scorer 'json'");
            case ScorerKind.ToolCall:
                expected = ToolCalls.Find(expected)?.ToJson() ?? throw new FormatException("'expected' must be tool calls for the scorer 'tool_call': {\"name\": …, \"arguments\": {…}}");
                break;
            case ScorerKind.Regex when RegexScorer.Problem(expected) is { } problem:
                throw new FormatException($"'expected' is no regular expression: {problem}");
            case ScorerKind.Label or ScorerKind.Similarity or ScorerKind.Judge when string.IsNullOrWhiteSpace(expected):
                throw new FormatException("'expected' is empty");
        }
    }

    private static int? MaxTokens(JsonElement line)
    {
        if (!line.TryGetProperty("max_tokens", out var value))
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var tokens) && tokens is > 0 and <= TokensMax
            ? tokens
            : throw new FormatException($"'max_tokens' must be a whole number from 1 to {TokensMax}");
    }

    private static void RejectMisspelt(JsonElement line)
    {
        foreach (var member in line.EnumerateObject())
        {
            // Other members are the owner's notes; one that looks like ours would be ignored in silence.
            if (!Known.Contains(member.Name) && Array.Find(Known, known => Spelling.IsNear(member.Name, known)) is { } meant)
                throw new FormatException($"'{member.Name}' is not known; did you mean '{meant}'?");
        }
    }
}
