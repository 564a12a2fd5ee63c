using System.CommandLine;
using OptPolicy.Compression.Data;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>conversations</c>: chat data in the trainer's format, made from other layouts.</summary>
internal static class ConversationsCommand
{
    private const string Refusal = "I have no tool for that.";
    private const int OfferSeed = 7;

    public static Command Create() => new("conversations", "Makes chat data (JSON lines of messages) from other sources.") { Slots(), Intents(), Plain(), Copies() };

    private static Command Slots()
    {
        var folder = new Argument<string>("folder") { Description = "Holds SPLIT.seq.in, SPLIT.seq.out and SPLIT.label." };
        var split = new Option<string>("--split") { Description = "train, dev, …", DefaultValueFactory = _ => "train" };
        var output = Output();
        var offer = Offer();
        var command = new Command("slots", "Tool calls from a slot-filling corpus such as SNIPS.") { folder, split, offer, output };
        command.SetAction(parsed =>
        {
            var chats = SlotFillingConversations.Read(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(split));
            Write(parsed.GetRequiredValue(output), Offered(chats, chats, parsed.GetRequiredValue(offer)));
        });
        return command;
    }

    private static Command Intents()
    {
        var utterances = Utterances();
        var instruction = new Option<string>("--instruction") { Description = "The system message that asks for the intent.", DefaultValueFactory = _ => "Name the intent." };
        var output = Output();
        var command = new Command("intents", "Chats in which the assistant names the intent.") { utterances, instruction, output };
        command.SetAction(parsed => Write(
            parsed.GetRequiredValue(output), LabelledConversations.Intents(parsed.GetRequiredValue(utterances), parsed.GetRequiredValue(instruction))));
        return command;
    }

    private static Command Plain()
    {
        var utterances = Utterances();
        var except = new Option<string[]>("--except") { Description = "Intents that a tool could serve, which are left out.", AllowMultipleArgumentsPerToken = true };
        var tools = new Option<string?>("--tools") { Description = "Chats whose tools are offered." };
        var (offer, output) = (Offer(), Output());
        var command = new Command("no-tool", "Chats that no tool can serve, which the assistant says.") { utterances, except, tools, offer, output };
        command.SetAction(parsed =>
        {
            var chats = LabelledConversations.Answered(parsed.GetRequiredValue(utterances), Refusal, parsed.GetValue(except) ?? []);
            Write(parsed.GetRequiredValue(output), parsed.GetValue(tools) is { } path ? Offered(chats, ConversationFile.Read(path), parsed.GetRequiredValue(offer)) : chats);
        });
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

    private static IReadOnlyList<Conversation> Offered(IReadOnlyList<Conversation> chats, IReadOnlyList<Conversation> calls, double share)
    {
        var tools = calls.Select(c => ToolCall.TryParse(c.Messages[^1].Content, out var call) ? call.Name : "").Where(name => name.Length > 0);
        return ToolOffers.AddTo(chats, [.. tools.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], share, Refusal, OfferSeed);
    }

    private static Argument<string> Utterances() => new("utterances") { Description = "JSON lines of {\"text\": …, \"intent\": …}." };

    private static Option<double> Offer() => new("--offer") { Description = "Share of the chats that name the offered tools first, 0 to 1.", DefaultValueFactory = _ => 0 };

    private static Option<string> Output() => new("--output", "-o") { Description = "The file to write.", Required = true };

    private static void Write(string path, IReadOnlyList<Conversation> conversations)
    {
        ConversationFile.Write(path, conversations);
        Console.WriteLine($"{conversations.Count} conversations in {path}");
    }
}
