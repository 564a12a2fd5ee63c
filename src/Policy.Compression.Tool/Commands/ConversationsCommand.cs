using System.CommandLine;
using OptPolicy.Compression.Data;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>conversations</c>: chat data in the trainer's format, made from other layouts.</summary>
internal static class ConversationsCommand
{
    public static Command Create() => new("conversations", "Makes chat data (JSON lines of messages) from other sources.") { Slots(), Copies() };

    private static Command Slots()
    {
        var folder = new Argument<string>("folder") { Description = "Holds SPLIT.seq.in, SPLIT.seq.out and SPLIT.label." };
        var split = new Option<string>("--split") { Description = "train, dev, …", DefaultValueFactory = _ => "train" };
        var output = Output();
        var command = new Command("slots", "Tool calls from a slot-filling corpus such as SNIPS.") { folder, split, output };
        command.SetAction(parsed => Write(parsed.GetRequiredValue(output), SlotFillingConversations.Read(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(split))));
        return command;
    }

    private static Command Copies()
    {
        var text = new Argument<string>("text") { Description = "A text file with one paragraph a line." };
        var count = new Option<int>("--count") { Description = "Exercises to draw.", DefaultValueFactory = _ => 4000 };
        var seed = new Option<int>("--seed") { Description = "Decides which.", DefaultValueFactory = _ => 1 };
        var output = Output();
        var command = new Command("copies", "Exercises in repeating a passage word for word.") { text, count, seed, output };
        command.SetAction(parsed => Write(
            parsed.GetRequiredValue(output), CopyingConversations.Draw(parsed.GetRequiredValue(text), parsed.GetRequiredValue(count), parsed.GetRequiredValue(seed))));
        return command;
    }

    private static Option<string> Output() => new("--output", "-o") { Description = "The file to write.", Required = true };

    private static void Write(string path, IReadOnlyList<Conversation> conversations)
    {
        ConversationFile.Write(path, conversations);
        Console.WriteLine($"{conversations.Count} conversations in {path}");
    }
}
