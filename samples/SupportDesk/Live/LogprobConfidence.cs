using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace SupportSample.Live;

/// <summary>Adds a confidence to each answer of an OpenAI model: the geometric mean of its tokens' probabilities.</summary>
/// <remarks>A proxy: fluent text is probable text. Good enough to order answers, not to promise a rate of right ones.</remarks>
internal sealed class LogprobConfidence(IChatClient inner) : DelegatingChatClient(inner)
{
    private const string ConfidenceProperty = "optpolicy.confidence";

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, WithProbabilities(options), cancellationToken);
        if (response.RawRepresentation is ChatCompletion { ContentTokenLogProbabilities: { Count: > 0 } tokens })
            (response.AdditionalProperties ??= [])[ConfidenceProperty] = Confidence(tokens.Sum(static t => t.LogProbability), tokens.Count);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (sum, count) = (0d, 0);
        await foreach (var update in base.GetStreamingResponseAsync(messages, WithProbabilities(options), cancellationToken))
        {
            if (update.RawRepresentation is StreamingChatCompletionUpdate { ContentTokenLogProbabilities: { Count: > 0 } tokens })
            {
                sum += tokens.Sum(static t => t.LogProbability);
                count += tokens.Count;
            }

            if (update.FinishReason is not null && count > 0)
                (update.AdditionalProperties ??= [])[ConfidenceProperty] = Confidence(sum, count);
            yield return update;
        }
    }

    private static double Confidence(double logProbability, int tokens) => Math.Exp(logProbability / tokens);

    private static ChatOptions WithProbabilities(ChatOptions? options)
    {
        var copy = options?.Clone() ?? new ChatOptions();
        copy.RawRepresentationFactory = static _ => new ChatCompletionOptions { IncludeLogProbabilities = true };
        return copy;
    }
}
