using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Finds the recorded answer to a conversation. Thread-safe; counts repeated calls.</summary>
internal sealed class RecordingIndex
{
    private readonly Dictionary<string, Takes> _byConversation = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Takes>? _byLastText;

    public RecordingIndex(Recording recording)
    {
        foreach (var answer in recording.Answers)
            Add(_byConversation, Key(answer.User, answer.ToolResults), answer);

        // A file of single turns also answers inside longer conversations: earlier turns cannot matter to it.
        if (recording.Answers.All(static a => a.User.Length == 1))
        {
            _byLastText = new(StringComparer.Ordinal);
            foreach (var answer in recording.Answers)
                Add(_byLastText, Key([answer.User[0]], answer.ToolResults), answer);
        }
    }

    public RecordedAnswer? Find(IEnumerable<ChatMessage> messages)
    {
        var texts = new List<string>();
        var toolResults = 0;
        foreach (var message in messages)
        {
            toolResults += message.Contents.Count(static c => c is FunctionResultContent);
            if (message.Role == ChatRole.User)
                texts.Add(message.Text);
        }

        if (_byConversation.TryGetValue(Key(texts, toolResults), out var takes))
            return takes.Next();
        return texts.Count > 0 && _byLastText is not null && _byLastText.TryGetValue(Key([texts[^1]], toolResults), out takes) ? takes.Next() : null;
    }

    private static void Add(Dictionary<string, Takes> index, string key, RecordedAnswer answer)
    {
        if (!index.TryGetValue(key, out var takes))
            index.Add(key, takes = new Takes());
        takes.Answers.Add(answer);
    }

    // Lengths keep ["a", "b"] and ["a b"] apart; line ends and outer blanks differ between editors and endpoints.
    private static string Key(IEnumerable<string> texts, int toolResults) =>
        string.Concat(texts.Select(static t => t.ReplaceLineEndings("\n").Trim()).Select(static t => $"{t.Length}:{t}|")) + toolResults;

    private sealed class Takes
    {
        private int _calls;

        public List<RecordedAnswer> Answers { get; } = [];

        public RecordedAnswer Next() => Answers[Math.Min(Interlocked.Increment(ref _calls), Answers.Count) - 1];
    }
}
