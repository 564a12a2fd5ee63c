namespace OptPolicy.Compression.Data;

/// <summary>One chat to learn from. Immutable.</summary>
/// <param name="Messages">Its messages in order; at least one.</param>
public sealed record Conversation(IReadOnlyList<ConversationMessage> Messages)
{
    /// <summary>The chat as text with ChatML's marks, which the tokenizer turns into special tokens.</summary>
    public string ToChatMarkup() => ChatMarkup.Plain.Text(this);
}

/// <summary>What one side said.</summary>
/// <param name="Role">system, user, assistant or tool.</param>
/// <param name="Content">The text.</param>
public sealed record ConversationMessage(string Role, string Content);
