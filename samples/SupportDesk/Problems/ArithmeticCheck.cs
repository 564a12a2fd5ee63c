using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace SupportSample.Problems;

/// <summary>Adds a confidence to a worked answer: does every sum that it writes down hold?</summary>
/// <remarks>Costs no token. It finds wrong sums, not wrong reasoning.</remarks>
internal sealed class ArithmeticCheck(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        (response.AdditionalProperties ??= [])["optpolicy.confidence"] = WorkedAnswer.Confidence(response.Text);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates())
            yield return update;
    }
}
