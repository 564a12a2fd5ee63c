using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace OptPolicy.Evaluation.SemanticCache.Scale;

/// <summary>Answers with the tenant and the question, so that a served answer says whose it is; counts its calls.</summary>
internal sealed class TenantClient(TimeSpan delay = default) : IChatClient
{
    // What identifies a caller does not reach a provider.
    private static readonly AsyncLocal<string> Caller = new();

    private int _calls;

    public int Calls => _calls;

    /// <summary>Options of a caller of this tenant, whom this client will know.</summary>
    public static ChatOptions Of(string tenant)
    {
        Caller.Value = tenant;
        return new ChatOptions().WithTenant(tenant);
    }

    // All wordings of a thing get one answer.
    private static string Answer(string tenant, string question) => $"{tenant}: see the page of {question[(question.LastIndexOf(' ') + 1)..]}";

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        if (delay > TimeSpan.Zero)
            await Task.Delay(delay, cancellationToken);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, Answer(Caller.Value ?? "", messages.Last().Text))) { FinishReason = ChatFinishReason.Stop };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
