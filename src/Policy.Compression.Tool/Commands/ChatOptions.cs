using System.CommandLine;
using System.Globalization;
using OptPolicy.Compression.Data;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary>The options that say which chats a model learns, how they are varied, and which it is measured on.</summary>
internal sealed class ChatOptions
{
    private readonly Option<string[]> _chats = new("--chat")
    {
        Description = "Conversations as JSON lines; FILE=0.25 reads a quarter of the file in each epoch.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _heldOut = new("--held-out-chat") { Description = "Conversations to measure on.", Required = true, AllowMultipleArgumentsPerToken = true };
    private readonly Option<float> _promptWeight = new("--prompt-weight") { Description = "How much predicting the user's words counts, 0 to 1.", DefaultValueFactory = _ => 0 };
    private readonly Option<double> _varied = new("--vary") { Description = "Share of tool calls that get other users' values, anew in every epoch.", DefaultValueFactory = _ => 0 };
    private readonly Option<double> _invented = new("--invent") { Description = "Share of these values that are random words.", DefaultValueFactory = _ => 0.1 };

    private readonly Option<string[]> _values = new("--values")
    {
        Description = "Files of known values of arguments, a JSON object with 'argument' and 'value' a line: half of the values that are not invented come from there.",
        AllowMultipleArgumentsPerToken = true,
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _chats, _heldOut, _promptWeight, _varied, _invented, _values })
            command.Add(option);
    }

    public ChatCorpus ReadTraining(ParseResult parsed, Tokenizer tokenizer, ChatMarkup markup, int length, ulong seed) => new(
        [.. parsed.GetRequiredValue(_chats).Select(Source)],
        new ConversationRows(tokenizer, parsed.GetRequiredValue(_promptWeight), length + 1, markup),
        new ValueVariation(parsed.GetRequiredValue(_varied), parsed.GetRequiredValue(_invented)) { Known = KnownValues.Read(parsed.GetValue(_values) ?? []) },
        seed);

    public IReadOnlyList<Conversation> ReadHeldOut(ParseResult parsed) => [.. parsed.GetRequiredValue(_heldOut).SelectMany(ConversationFile.Read)];

    private static ConversationSource Source(string option)
    {
        var mark = option.LastIndexOf('=');
        if (mark < 0)
            return new ConversationSource(ConversationFile.Read(option), 1);

        return double.TryParse(option[(mark + 1)..], CultureInfo.InvariantCulture, out var share) && share is > 0 and <= 1
            ? new ConversationSource(ConversationFile.Read(option[..mark]), share)
            : throw new TrainingDataException($"--chat {option}: what follows '=' must be a number above 0 and at most 1");
    }
}
