using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>What is known about a request: computed once, on first use, cheapest first. No fact leaves the process.</summary>
/// <remarks>
/// One instance serves one request and is not thread-safe. A test pins a fact by setting it; a pinned fact is never computed.
/// </remarks>
public sealed partial class RequestFacts
{
    /// <summary>Creates the facts of one request.</summary>
    /// <param name="messages">The conversation; the last user message is what is asked now.</param>
    /// <param name="options">The request's options; identity and attributes are read from its additional properties.</param>
    public RequestFacts(IReadOnlyList<ChatMessage> messages, ChatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        Messages = messages;
        Options = options;
    }

    /// <summary>The conversation.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }

    /// <summary>The request's options, or <see langword="null"/>.</summary>
    public ChatOptions? Options { get; }

    /// <summary>Whether the caller reads the answer as a stream.</summary>
    public bool Stream { get; set; }
}
