using System.Text.Encodings.Web;
using System.Text.Json;

namespace OptPolicy.Compression.Data;

/// <summary>Conversations as JSON lines: <c>{"messages": [{"role": "user", "content": "…"}, …]}</c>.</summary>
public static class ConversationFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a file; blank lines are skipped.</summary>
    /// <exception cref="TrainingDataException">A line is no conversation, or the file has none.</exception>
    public static IReadOnlyList<Conversation> Read(string path)
    {
        var conversations = new List<Conversation>();
        var number = 0;
        foreach (var line in TextFile.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                conversations.Add(Parse(line, path, number));
        }

        return conversations.Count > 0 ? conversations : throw new TrainingDataException($"{path} has no conversations: each line must be {{\"messages\": [...]}}");
    }

    /// <summary>Writes a file, one conversation a line.</summary>
    public static void Write(string path, IEnumerable<Conversation> conversations) =>
        File.WriteAllLines(path, conversations.Select(c => JsonSerializer.Serialize(c, Options)));

    private static Conversation Parse(string line, string path, int number)
    {
        Conversation? conversation;
        try
        {
            conversation = JsonSerializer.Deserialize<Conversation>(line, Options);
        }
        catch (JsonException error)
        {
            throw new TrainingDataException($"{path}:{number}: not a JSON conversation: {error.Message}", error);
        }

        if (conversation?.Messages is not { Count: > 0 })
            throw new TrainingDataException($"{path}:{number}: 'messages' is missing or empty");
        if (conversation.Messages.Any(m => m?.Role is null or "" || m.Content is null))
            throw new TrainingDataException($"{path}:{number}: every message needs a 'role' and a 'content'");
        return conversation;
    }
}
