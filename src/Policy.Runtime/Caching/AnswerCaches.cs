using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>The caches in front of routing, the cheaper one first. Thread-safe.</summary>
internal sealed class AnswerCaches(ExactCacheStage exact, SemanticCacheStage semantic)
{
    /// <summary>Looks the request up in both.</summary>
    public ValueTask<CacheSession> EnterAsync(PolicyRequest request, CancellationToken cancellationToken) =>
        request.Policy is { ExactCache: null, SemanticCache: null } ? ValueTask.FromResult(CacheSession.None) : LookUpAsync(request, cancellationToken);

    private async ValueTask<CacheSession> LookUpAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        var exactTurn = await exact.EnterAsync(request, cancellationToken).ConfigureAwait(false);
        if (exactTurn.Answer is { } answer)
            return new CacheSession(exact, exactTurn, SemanticTurn.None, answer);
        try
        {
            var semanticTurn = await semantic.EnterAsync(request, cancellationToken).ConfigureAwait(false);

            // What means the same is the same from now on.
            if (semanticTurn is { Answer: { } near, Stored: { } stored })
            {
                if (semanticTurn.Copied is { } entry)
                    await exactTurn.OfferCopyAsync(stored, entry, semantic.Now).ConfigureAwait(false);
                return new CacheSession(exact, exactTurn, semanticTurn, near);
            }

            return new CacheSession(exact, exactTurn, semanticTurn, answer: null);
        }
        catch (Exception exception)
        {
            if (exception is OperationCanceledException)
                exactTurn.Abandon();
            exactTurn.Dispose();
            throw;
        }
    }
}
