namespace OptPolicy.Compression.Data;

/// <summary>
/// Puts the names of the offered tools in front of chats, as the chat template does when a caller offers tools, and teaches to say so when the right one
/// is not among them.
/// </summary>
public static class ToolOffers
{
    // Of the chats with an offer.
    private const double WithoutTheToolShare = 0.12, PartialShare = 0.5;

    /// <summary>The system message that offers tools.</summary>
    public static ConversationMessage Message(IEnumerable<string> tools) => new("system", "Tools: " + string.Join(' ', tools));

    /// <summary>Adds offers to a share of the chats.</summary>
    /// <param name="chats">Chats that call tools, or do not.</param>
    /// <param name="tools">Every tool there is.</param>
    /// <param name="share">How many of the chats get an offer, 0…1.</param>
    /// <param name="refusal">The answer when the tool that is needed is not offered.</param>
    /// <param name="seed">Decides which and what.</param>
    public static IReadOnlyList<Conversation> AddTo(IEnumerable<Conversation> chats, IReadOnlyList<string> tools, double share, string refusal, int seed)
    {
        ArgumentNullException.ThrowIfNull(chats);
        var random = new Random(seed);
        return [.. chats.Select(chat => random.NextDouble() < share ? Offer(chat) : chat)];

        Conversation Offer(Conversation chat)
        {
            var offered = tools.ToArray();
            random.Shuffle(offered);
            var called = ToolCall.TryParse(chat.Messages[^1].Content, out var call) ? call.Name : null;
            if (called is not null && random.NextDouble() < WithoutTheToolShare)
                return new([Message(offered.Where(t => t != called).Take(random.Next(1, offered.Length))), .. chat.Messages.SkipLast(1), new("assistant", refusal)]);
            if (random.NextDouble() < PartialShare)
                offered = [.. offered.Where((tool, place) => tool == called || place < random.Next(1, offered.Length))];
            return chat with { Messages = [Message(offered), .. chat.Messages] };
        }
    }
}
