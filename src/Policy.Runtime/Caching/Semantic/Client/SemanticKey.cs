using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Where a request's entries are, and what may differ between them: the words of its last user turn.</summary>
/// <param name="Partition">Hex SHA-256 of everything else that can change the answer.</param>
/// <param name="Scope">Hex SHA-256 of policy and scope facts alone.</param>
/// <param name="Question">The last user turn.</param>
internal sealed record SemanticKey(string Partition, string Scope, string Question)
{
    private const int HashBytes = 32;

    /// <summary>The key, or <see langword="null"/> and the reason why the request has no part in the semantic cache.</summary>
    /// <param name="request">The request.</param>
    /// <param name="models">Names the policy and the models behind it.</param>
    /// <param name="scope">Names of the facts that separate entries.</param>
    /// <param name="embedder">The embedder's fingerprint.</param>
    /// <param name="reason">Why there is no key.</param>
    public static SemanticKey? Of(PolicyRequest request, string models, IEnumerable<string> scope, string embedder, out string? reason)
    {
        reason = ExactKey.StateBehind(request.Options) ?? NotAQuestion(request.Messages);
        if (reason is not null)
            return null;

        var writer = new CanonicalWriter();
        try
        {
            writer.Tag(KeyPart.Policy);
            writer.Text(models);
            ExactKey.WriteScope(ref writer, request.Facts, scope);
            var scopeHash = Hash(ref writer);

            writer.Tag(KeyPart.Embedder);
            writer.Text(embedder);
            writer.Text(request.Messages[^1].AuthorName);
            if (!MessageKey.TryWrite(ref writer, new ArraySegment<ChatMessage>([.. request.Messages])[..^1]))
                reason = "a message holds something without a canonical form";
            else if (!OptionsKey.TryWrite(ref writer, request.Options))
                reason = "the options hold something without a canonical form";
            return reason is null ? new SemanticKey(Hash(ref writer), scopeHash, request.Messages[^1].Text.Trim()) : null;
        }
        finally
        {
            writer.Dispose();
        }
    }

    // In loops of agents the last message is a tool's result: nobody asked anything that could have been asked in other words.
    private static string? NotAQuestion(IReadOnlyList<ChatMessage> messages)
    {
        if (messages.Count == 0 || messages[^1] is not { } last || last.Role != ChatRole.User)
            return "the last message is not the user's";
        if (last.AdditionalProperties is { Count: > 0 })
            return "the last message carries properties";
        foreach (var content in last.Contents)
        {
            if (content is not TextContent { AdditionalProperties: null or { Count: 0 } })
                return "the last message holds more than text";
        }

        return string.IsNullOrWhiteSpace(last.Text) ? "the last message has no text" : null;
    }

    private static string Hash(ref CanonicalWriter writer)
    {
        Span<byte> hash = stackalloc byte[HashBytes];
        writer.Hash(hash);
        return Convert.ToHexString(hash);
    }
}
