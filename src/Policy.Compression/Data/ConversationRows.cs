using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Data;

/// <summary>Conversations as rows: what the assistant says counts fully, the user's words a share, and the rest is only read.</summary>
/// <param name="tokenizer">Knows ChatML's tokens.</param>
/// <param name="promptWeight">How much a user's token counts, 0…1.</param>
/// <param name="tokensMax">Longer rows are cut.</param>
/// <param name="markup">How the model wants chats spelled; <see langword="null"/> for plain ChatML.</param>
public sealed class ConversationRows(Tokenizer tokenizer, float promptWeight, int tokensMax, ChatMarkup? markup = null)
{
    /// <summary>One conversation.</summary>
    public TrainingRow Row(Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        List<int> tokens = [];
        List<float> weights = [];
        foreach (var message in conversation.Messages)
        {
            var counts = message.Role switch { "assistant" => 1, "user" => promptWeight, _ => 0 };
            Add($"<|im_start|>{message.Role}\n", 0);
            if ((markup ?? ChatMarkup.Plain).Once(message) is { Length: > 0 } once)
            {
                // Saying it again is copying: there is nothing to learn from it.
                Add(once, counts);
                counts = 0;
            }

            Add($"{message.Content}<|im_end|>", counts);
            Add("\n", 0);
        }

        // The line end after the last message belongs to the next one.
        var count = Math.Min(tokensMax, tokens.Count - 1);
        return new TrainingRow(tokens[..count], weights[..count]);

        void Add(string text, float weight)
        {
            foreach (var token in tokenizer.Encode(text))
            {
                tokens.Add(token);
                weights.Add(weight);
            }
        }
    }
}
