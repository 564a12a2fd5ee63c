using System.Collections.Concurrent;

namespace OptPolicy;

/// <summary>Adds passages to a request's messages.</summary>
/// <remarks>
/// <para>It comes before the caches. What was found is then part of the messages, and so of every key: an answer is served again
/// only to a request for which the same passages were found, with the same words. A document that changes, or a new one that is
/// nearer, makes a miss of exactly the answers that it concerns. The price is one search for each hit.</para>
/// <para>A collection that fails or is late leaves the request without passages. Such an answer is neither taken from a cache nor kept.</para>
/// <para>Thread-safe.</para>
/// </remarks>
internal sealed class RetrievalStage(PolicyRuntime runtime)
{
    private readonly ConcurrentDictionary<int, Lazy<IRetrievalCollection>> _collections = new();

    /// <exception cref="PolicyConfigurationException">A collection or its embedder cannot be used at all.</exception>
    public ValueTask RunAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        var question = request.Facts.InputText.Trim();
        return question.Length == 0 ? ValueTask.CompletedTask : RunAsync(request, question, cancellationToken);
    }

    private async ValueTask RunAsync(PolicyRequest request, string question, CancellationToken cancellationToken)
    {
        var passages = new List<RetrievedPassage>();
        var citations = new List<PassageCitation>();
        long tokens = 0;
        foreach (var settings in runtime.Policy.Retrievals)
        {
            if (!runtime.Policy.Retrieves(settings.Index, request.Facts)) continue;
            var left = (long?)settings.BudgetTokens ?? long.MaxValue;
            foreach (var passage in await SearchAsync(request, settings, question, cancellationToken).ConfigureAwait(false))
            {
                // A long passage that does not fit leaves room for shorter ones after it.
                var size = PassagePrompt.Tokens(passage);
                if (size > left) continue;
                left -= size;
                tokens += size;
                passages.Add(passage);
                citations.Add(new(passages.Count, settings.Collection, passage.Id, passage.Source, passage.Score, passage.Version));
            }
        }

        if (passages.Count > 0) request.AddPassages(PassagePrompt.Into(request.Messages, passages), citations);
        PolicyMeter.Retrieved(request.Policy.Name, passages.Count, tokens);
    }

    private async ValueTask<IReadOnlyList<RetrievedPassage>> SearchAsync(PolicyRequest request, RetrievalSettings settings, string question, CancellationToken cancellationToken)
    {
        var embedder = runtime.Embedders.Get(settings.Embedder);
        var collection = _collections.GetOrAdd(settings.Index, _ => new(() => RetrievalCollections.Open(runtime, settings, embedder))).Value;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var search = FindAsync(request, settings, embedder, collection, question, late.Token);
            var found = await search.WaitAsync(runtime.Options.RetrievalTimeout, runtime.Time, cancellationToken).ConfigureAwait(false);
            return [.. found.Where(p => p.Score >= settings.LeastScore).Take(settings.Top)];
        }
        catch (Exception exception) when (exception is not PolicyConfigurationException && !cancellationToken.IsCancellationRequested)
        {
            await late.CancelAsync().ConfigureAwait(false);
            request.IsUngrounded = true;
            request.Note($"no passages from {settings.Collection}: {(exception is TimeoutException ? "it took too long" : "it failed")}");
            PolicyMeter.RetrievalFailed(request.Policy.Name, settings.Collection);
            runtime.Log.RetrievalFailed(request.Policy.Name, settings.Collection, exception);
            return [];
        }
    }

    // Local collections and encoders work before they wait: elsewhere, so that the time limit holds for them too.
    private static Task<IReadOnlyList<RetrievedPassage>> FindAsync(
        PolicyRequest request, RetrievalSettings settings, IRequestEmbedder embedder, IRetrievalCollection collection, string question, CancellationToken cancellationToken) =>
        Task.Run(
            async () =>
            {
                var vector = await request.EmbedAsync(embedder, question, cancellationToken).ConfigureAwait(false);
                return await collection.SearchAsync(new(vector, settings.Top, settings.LeastScore, request.Facts) { Question = question, Search = settings.Search }, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
}
