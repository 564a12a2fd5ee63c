using System.Text;

namespace OptPolicy.Kernels.Chat;

/// <summary>For folders without a chat template: ChatML where the tokenizer has its tokens, names and colons otherwise.</summary>
internal sealed class MarkupFormat(bool isChatMl) : IChatFormat
{
    public const string TurnStart = "<|im_start|>";
    private const string TurnEnd = "<|im_end|>";

    public bool RendersTools => false;

    public bool NeedsBeginToken => !isChatMl;

    public IReadOnlyList<string> Stops => isChatMl ? [TurnEnd] : ["\nUser:"];

    public string Render(Conversation conversation)
    {
        var text = new StringBuilder();
        foreach (var message in conversation.Messages)
        {
            if (isChatMl)
                text.Append(TurnStart).Append(message.Role).Append('\n').Append(message.Content).Append(TurnEnd).Append('\n');
            else
                text.Append(Name(message.Role)).Append(": ").Append(message.Content).Append('\n');
        }

        return text.Append(isChatMl ? $"{TurnStart}assistant\n" : "Assistant:").ToString();
    }

    private static string Name(string role) => role switch
    {
        "system" => "System",
        "user" => "User",
        "assistant" => "Assistant",
        _ => role,
    };
}
