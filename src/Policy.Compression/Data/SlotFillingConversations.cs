namespace OptPolicy.Compression.Data;

/// <summary>
/// Tool calls from a slot-filling corpus (SNIPS's layout: <c>SPLIT.seq.in</c> words, <c>SPLIT.seq.out</c> BIO labels, <c>SPLIT.label</c> intents,
/// line by line): the intent is the tool, the slots are its arguments, and every value is copied from what the user said.
/// </summary>
public static class SlotFillingConversations
{
    /// <summary>Reads one split.</summary>
    /// <exception cref="TrainingDataException">The files differ in lines, or a line differs in words and labels.</exception>
    public static IReadOnlyList<Conversation> Read(string folder, string split)
    {
        string Named(string part) => Path.Combine(folder, $"{split}.{part}");
        var (words, labels, intents) = (TextFile.ReadLines(Named("seq.in")), TextFile.ReadLines(Named("seq.out")), TextFile.ReadLines(Named("label")));
        if (words.Length != labels.Length || words.Length != intents.Length)
            throw new TrainingDataException($"{Named("*")}: {words.Length} utterances, {labels.Length} label lines and {intents.Length} intents; each needs one line per utterance");

        var conversations = new Conversation[words.Length];
        for (var line = 0; line < words.Length; line++)
        {
            var said = words[line].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var marks = labels[line].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (said.Length != marks.Length)
                throw new TrainingDataException($"{Named("seq.out")}:{line + 1}: {marks.Length} labels for {said.Length} words");
            conversations[line] = new Conversation([new("user", string.Join(' ', said)), new("assistant", new ToolCall(intents[line].Trim(), Slots(said, marks)).ToMarkup())]);
        }

        return conversations;
    }

    private static List<ToolArgument> Slots(string[] words, string[] labels)
    {
        var slots = new List<ToolArgument>();
        for (var i = 0; i < words.Length; i++)
        {
            if (!labels[i].StartsWith("B-", StringComparison.Ordinal))
                continue;

            var end = i + 1;
            while (end < words.Length && labels[end].StartsWith("I-", StringComparison.Ordinal))
                end++;
            var name = labels[i][2..];
            // A tool call has one value per argument: the first one said.
            if (slots.TrueForAll(s => s.Name != name))
                slots.Add(new ToolArgument(name, string.Join(' ', words[i..end])));
        }

        return slots;
    }
}
