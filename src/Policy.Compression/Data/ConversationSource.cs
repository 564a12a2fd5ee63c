namespace OptPolicy.Compression.Data;

/// <summary>A file of conversations and how much of it an epoch reads. Immutable.</summary>
/// <param name="Conversations">What it holds.</param>
/// <param name="Share">The part that one epoch reads, above 0 and at most 1; the next epoch goes on behind it.</param>
public sealed record ConversationSource(IReadOnlyList<Conversation> Conversations, double Share)
{
    /// <summary>Conversations of an epoch, as indices.</summary>
    public IEnumerable<int> IndicesOf(int epoch)
    {
        var count = Math.Max(1, (int)Math.Round(Conversations.Count * Share));
        return Enumerable.Range(0, count).Select(i => (int)(((long)epoch * count + i) % Conversations.Count));
    }
}
