using System.Text.Json;

namespace OptPolicy.Compression.Data;

/// <summary>
/// How chats are spelled for a model: ChatML, and whether what the user says is said twice. A decoder reads the first words of a question before it knows the
/// last ones; the second time it knows them all, which small models need to tell what a word is part of (Springer et al. 2024, arXiv:2402.15449; Arora et al. 2024, arXiv:2407.05483).
/// </summary>
/// <param name="RepeatsQuestions">Whether users' messages are said twice, a line end between.</param>
public sealed record ChatMarkup(bool RepeatsQuestions)
{
    /// <summary>The name in <c>tokenizer_config.json</c>, beside the chat template that does the same.</summary>
    public const string SettingName = "repeats_questions";

    /// <summary>Every message once.</summary>
    public static ChatMarkup Plain { get; } = new(RepeatsQuestions: false);

    /// <summary>How the model or tokenizer in <paramref name="folder"/> wants chats spelled.</summary>
    public static ChatMarkup Of(string folder)
    {
        var path = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(path))
            return Plain;
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return new ChatMarkup(document.RootElement.TryGetProperty(SettingName, out var value) && value.ValueKind == JsonValueKind.True);
    }

    /// <summary>The chat as text with ChatML's marks, which the tokenizer turns into special tokens.</summary>
    public string Text(Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        return string.Concat(conversation.Messages.Select(m => $"<|im_start|>{m.Role}\n{Once(m)}{m.Content}<|im_end|>\n"));
    }

    /// <summary>What stands before a message's content: a question's first saying.</summary>
    public string Once(ConversationMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return RepeatsQuestions && message.Role == "user" ? message.Content + "\n" : "";
    }

    /// <summary>The question in what a model wrote as a user's message.</summary>
    public string Question(string written)
    {
        ArgumentNullException.ThrowIfNull(written);
        return RepeatsQuestions ? written.Split('\n')[0] : written;
    }
}
