using System.Text.Json;

namespace OptPolicy.Compression.Data;

/// <summary>Chats from utterances with intents, one JSON object <c>{"text": …, "intent": …}</c> a line.</summary>
public static class LabelledConversations
{
    /// <summary>Chats in which the assistant names the intent, as <paramref name="instruction"/> asks for.</summary>
    /// <exception cref="TrainingDataException">A line has no text or intent.</exception>
    public static IReadOnlyList<Conversation> Intents(string path, string instruction) =>
        [.. Read(path).Select(line => new Conversation([new("system", instruction), new("user", line.Text), new("assistant", line.Intent)]))];

    /// <summary>Chats in which every utterance gets the same answer.</summary>
    /// <param name="path">The utterances.</param>
    /// <param name="answer">What the assistant says.</param>
    /// <param name="except">Intents that are left out.</param>
    /// <exception cref="TrainingDataException">A line has no text or intent, or nothing is left.</exception>
    public static IReadOnlyList<Conversation> Answered(string path, string answer, IReadOnlyCollection<string> except)
    {
        var lines = Read(path).ToArray();
        if (except.FirstOrDefault(name => lines.All(line => line.Intent != name)) is { } unknown)
            throw new TrainingDataException($"{path} has no intent '{unknown}' to leave out: check its spelling");
        Conversation[] chats = [.. lines.Where(line => !except.Contains(line.Intent)).Select(line => new Conversation([new("user", line.Text), new("assistant", answer)]))];
        return chats.Length > 0 ? chats : throw new TrainingDataException($"{path}: nothing is left without the intents to leave out");
    }

    private static IEnumerable<(string Text, string Intent)> Read(string path) => TextFile.ReadLines(path).Select((line, index) =>
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return (Member("text"), Member("intent"));
            string Member(string name) => json.RootElement.GetProperty(name).GetString() ?? throw new KeyNotFoundException();
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new TrainingDataException($"{path}:{index + 1}: each line must be {{\"text\": \"…\", \"intent\": \"…\"}}", error);
        }
    });
}
