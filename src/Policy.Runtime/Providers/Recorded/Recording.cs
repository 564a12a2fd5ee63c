using System.Collections.Immutable;
using System.Text.Json;

namespace OptPolicy;

/// <summary>Recorded answers of one model. Immutable.</summary>
/// <param name="Source">Where they come from, for messages: a file's path.</param>
/// <param name="Answers">In the order of the file.</param>
public sealed record Recording(string Source, ImmutableArray<RecordedAnswer> Answers)
{
    /// <summary>Reads a recording: JSON Lines in UTF-8, an answer a line; empty lines do not count.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PolicyConfigurationException">The file cannot be read, or a line is malformed; the message starts with <c>file:line</c>.</exception>
    public static Recording Read(string path)
    {
        var answers = ImmutableArray.CreateBuilder<RecordedAnswer>();
        var number = 0;
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line))
                    answers.Add(Parse(line));
            }
        }
        catch (JsonException e)
        {
            throw new PolicyConfigurationException($"{path}:{number}: not a recorded answer: {Cause(e)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PolicyConfigurationException($"{path}: the recording cannot be read: {e.Message}", e);
        }

        return new Recording(path, answers.DrainToImmutable());
    }

    /// <summary>Writes one answer as a line of a recording, without a line end.</summary>
    public static string Format(RecordedAnswer answer) => JsonSerializer.Serialize(answer, RecordingJson.Default.RecordedAnswer);

    /// <summary>Finds the recording of a model: as declared when absolute, else beside the app, else in the current directory.</summary>
    internal static Recording Load(string policy, ModelInfo model)
    {
        var declared = model.ProviderArgument ?? "";
        string[] places = [Path.Combine(AppContext.BaseDirectory, declared), Path.GetFullPath(declared.Length == 0 ? "." : declared)];
        return Array.Find(places, File.Exists) is { } path
            ? Read(path)
            : throw new PolicyConfigurationException($"Policy '{policy}', model '{model.Name}': the recording '{declared}' of setting 'provider' does not exist, neither beside the app nor in the current directory. Copy it to the output directory or correct the path.");
    }

    private static RecordedAnswer Parse(string line)
    {
        var answer = JsonSerializer.Deserialize(line, RecordingJson.Default.RecordedAnswer) ?? throw new JsonException("the line is null");
        var problem = answer switch
        {
            { User.IsEmpty: true } => "'user' needs at least one text",
            { Confidence: < 0 or > 1 } => "'confidence' must be from 0 to 1",
            { LatencyMs: < 0 or > 3_600_000 } or { FirstTokenMs: < 0 or > 3_600_000 } => "a latency must be from 0 to 3600000 ms",
            { InputTokens: < 0 } or { OutputTokens: < 0 } or { CachedTokens: < 0 } => "a token count cannot be negative",
            { Status: not 0 and (< 400 or > 599) } => "'status' must be from 400 to 599",
            { FinishReason: not (null or "stop" or "length" or "tool_calls" or "content_filter") } => "'finish_reason' must be stop, length, tool_calls or content_filter",
            _ when answer.ToolCalls.Any(static c => c.Arguments.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object)) => "'arguments' must be an object",
            _ => null,
        };
        return problem is null ? answer : throw new JsonException(problem);
    }

    // The reader appends its own path and position, which belong to the line and would read as the file's.
    private static string Cause(JsonException e) => e.Message.Split(" Path:")[0].Split(" LineNumber:")[0];
}
