using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>What the caches mean for one request. Dispose it when the request ends.</summary>
internal sealed class CacheSession(ExactCacheStage? stage, CacheTurn exact, SemanticTurn semantic, ChatResponse? answer) : IDisposable
{
    /// <summary>The policy has no cache.</summary>
    public static CacheSession None { get; } = new(stage: null, CacheTurn.None, SemanticTurn.None, answer: null);

    /// <summary>The answer to serve, or <see langword="null"/> when a model must give one.</summary>
    public ChatResponse? Answer => answer;

    /// <summary>Whether an answer should be offered.</summary>
    public bool WantsAnswer => exact.WantsAnswer || semantic.WantsAnswer;

    /// <summary>Shares and stores an answer, if it is one to keep.</summary>
    public ValueTask OfferAsync(PolicyRequest request, ModelInfo model, AttemptFailure failure, ChatResponse response) =>
        WantsAnswer && failure.Outcome == OutcomeClass.Ok && IsComplete(response) && stage?.TryPack(response, request.Recorded) is { } packed
            ? OfferAsync(request, model, response, packed)
            : ValueTask.CompletedTask;

    private async ValueTask OfferAsync(PolicyRequest request, ModelInfo model, ChatResponse response, CachedAnswer packed)
    {
        await exact.OfferAsync(packed, semantic.TagsOf(request, model)).ConfigureAwait(false);
        await semantic.OfferAsync(request, model, response, packed).ConfigureAwait(false);
    }

    /// <summary>The caller gave up: whoever waits may call in its place.</summary>
    public void Abandon()
    {
        exact.Abandon();
        semantic.Abandon();
    }

    public void Dispose()
    {
        exact.Dispose();
        semantic.Dispose();
    }

    private static bool IsComplete(ChatResponse response) =>
        (response.FinishReason == ChatFinishReason.Stop || response.FinishReason == ChatFinishReason.ToolCalls)
        && response is { ConversationId: null, ContinuationToken: null };
}
