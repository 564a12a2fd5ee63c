using System.Collections.Immutable;
using System.Text.Json;

namespace SupportSample.Traffic;

/// <summary>Reads traffic: conversations of a support desk, or problems with the recorded answers of two models.</summary>
internal sealed record TrafficFile(ImmutableArray<Conversation> Conversations, ImmutableArray<MathProblem> Problems)
{
    private const string ResponseSuffix = "_response";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    /// <exception cref="TrafficException">The file is missing, empty or malformed; the message starts with <c>file:line</c> where there is one.</exception>
    public static TrafficFile Read(string path)
    {
        var conversations = ImmutableArray.CreateBuilder<Conversation>();
        var problems = ImmutableArray.CreateBuilder<MathProblem>();
        var number = 0;
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                number++;
                if (string.IsNullOrWhiteSpace(line))
                    continue;
                using var json = JsonDocument.Parse(line);
                if (json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty("prompt", out _))
                    problems.Add(ReadProblem(json.RootElement));
                else
                    conversations.Add(ReadConversation(json.RootElement));
            }
        }
        catch (JsonException error)
        {
            throw new TrafficException($"{path}:{number}: not a line of traffic: {error.Message.Split(" Path:")[0]}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TrafficException($"{path}: cannot be read: {error.Message}", error);
        }

        return (conversations.Count, problems.Count) switch
        {
            (0, 0) => throw new TrafficException($"{path}: has no line of traffic"),
            ( > 0, > 0) => throw new TrafficException($"{path}: mixes conversations and problems; put them into two files"),
            _ => new TrafficFile(conversations.DrainToImmutable(), problems.DrainToImmutable()),
        };
    }

    private static Conversation ReadConversation(JsonElement line)
    {
        var conversation = line.Deserialize<Conversation>(Options) ?? throw new JsonException("the line is null");
        return conversation switch
        {
            { Say.IsDefaultOrEmpty: true } => throw new JsonException("'say' needs at least one text"),
            { Channel: not ("chat" or "mail") } => throw new JsonException($"'channel' is chat or mail, not '{conversation.Channel}'"),
            { Tenant: "" } or { User: "" } => throw new JsonException("'tenant' and 'user' cannot be empty"),
            _ => conversation,
        };
    }

    // {"prompt": …, "MODEL": "True", "OTHER": "False", "MODEL_response": …, "OTHER_response": …}: the weak model first.
    private static MathProblem ReadProblem(JsonElement line)
    {
        var models = line.EnumerateObject()
            .Where(static p => p.Name.EndsWith(ResponseSuffix, StringComparison.Ordinal))
            .Select(static p => p.Name[..^ResponseSuffix.Length])
            .ToArray();
        return models.Length == 2
            ? new MathProblem(Text(line, "prompt"), Opinion(line, models[0]), Opinion(line, models[1]))
            : throw new JsonException($"a problem needs the answers of two models ('MODEL{ResponseSuffix}'), not of {models.Length}");
    }

    private static RecordedOpinion Opinion(JsonElement line, string model)
    {
        if (!line.TryGetProperty(model, out var verdict))
            throw new JsonException($"'{model}' must say whether its answer is right");
        var correct = verdict.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when bool.TryParse(verdict.GetString(), out var value) => value,
            _ => throw new JsonException($"'{model}' must be true or false"),
        };
        return new RecordedOpinion(model, Text(line, model + ResponseSuffix), correct);
    }

    private static string Text(JsonElement line, string name) =>
        line.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw new JsonException($"'{name}' must be a text");
}
