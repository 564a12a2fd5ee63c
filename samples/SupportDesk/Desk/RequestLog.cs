using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OptPolicy;
using SupportSample.Traffic;

namespace SupportSample.Desk;

/// <summary>Writes down every request that passes to the policy, with the trace that its answer carries.</summary>
internal sealed class RequestLog(IChatClient inner, TimeProvider clock) : DelegatingChatClient(inner)
{
    private readonly List<AnsweredRequest> _requests = [];
    private readonly Dictionary<string, bool> _verdicts = new(StringComparer.Ordinal);

    public IReadOnlyList<AnsweredRequest> Requests => _requests;

    /// <summary>Whose requests come next.</summary>
    public Conversation? Current { get; set; }

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var asked = messages.ToList();
        var response = await base.GetResponseAsync(asked, options, cancellationToken);
        Add(asked, response);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var asked = messages.ToList();
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in base.GetStreamingResponseAsync(asked, options, cancellationToken))
        {
            updates.Add(update);
            yield return update;
        }

        Add(asked, updates.ToChatResponse());
    }

    private void Add(List<ChatMessage> asked, ChatResponse response)
    {
        if (Current is not { } conversation || response.AdditionalProperties is not { } properties
            || !properties.TryGetValue<DecisionTrace>(DecisionTrace.PropertyName, out var trace))
        {
            return;
        }

        var turn = asked.Count(static m => m.Role == ChatRole.User);
        _requests.Add(new AnsweredRequest(conversation, turn, clock.GetUtcNow(), trace, Verdict(response.Text, properties)));
    }

    // The verdict comes with the recorded answer; an answer from the cache was judged when it was stored.
    private bool? Verdict(string answer, AdditionalPropertiesDictionary properties)
    {
        if (properties.TryGetValue<bool>(RecordedChatClient.CorrectProperty, out var judged))
            _verdicts[answer] = judged;
        return answer.Length > 0 && _verdicts.TryGetValue(answer, out var known) ? known : null;
    }
}
