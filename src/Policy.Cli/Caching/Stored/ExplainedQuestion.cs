using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using OptPolicy.Cli.Caching.Deciding;

namespace OptPolicy.Cli.Caching.Stored;

/// <summary>What a stored cache would do with a request.</summary>
/// <param name="Explanation">As the app would decide it.</param>
/// <param name="Elsewhere">Where the request's own partition is empty: near entries of others, which it can never be served.</param>
/// <param name="Entries">Entries of the policy.</param>
internal sealed record ExplainedQuestion(SemanticExplanation Explanation, ImmutableArray<SemanticMatch> Elsewhere, long Entries)
{
    private const int PartitionsMax = 500, ElsewhereMax = 5;

    /// <summary>Asks a copy of the store, so that the app may go on meanwhile and nothing is changed.</summary>
    public static async Task<ExplainedQuestion> AskAsync(
        StoredCache cache, IReadOnlyList<ChatMessage> messages, ChatOptions options, Action<RequestFacts> pin, bool verifies, CancellationToken cancellationToken)
    {
        var folder = cache.Folder is null ? null : Directory.CreateTempSubdirectory("optpolicy-explain").FullName;
        try
        {
            var client = new PolicyChatClientOptions { Identify = (facts, _) => pin(facts) };
            using var runtime = new PolicyRuntime(cache.Policy, StandInModels.Of(cache.Policy, cache.Services, client), client, cache.Services);
            var dimensions = runtime.Embedders.Get(cache.Settings.Embedder).Dimensions;
            await using var store = folder is null ? cache.OpenServer(dimensions) : OpenCopy(cache, folder, dimensions);
            client.SemanticStore = store;

            var explanation = await new SemanticCacheOperations(runtime).ExplainAsync(messages, options, verifies, cancellationToken);
            var elsewhere = folder is not null && explanation is { Skipped: null, Candidates: [] } ? await FindElsewhereAsync(runtime, cache, store, explanation, cancellationToken) : [];
            return new ExplainedQuestion(explanation, elsewhere, await store.CountAsync(cache.Policy.Name, cancellationToken));
        }
        finally
        {
            if (folder is not null)
                Directory.Delete(folder, recursive: true);
        }
    }

    private static LocalSemanticStore OpenCopy(StoredCache cache, string folder, int dimensions)
    {
        LocalStoreFromOutside.Copy(cache.Folder!, Path.Combine(folder, cache.Policy.Name));
        return LocalSemanticStore.Open(new SemanticStoreSettings(cache.Policy.Name, new SemanticStoreInfo("local", folder), dimensions, cache.Settings.Capacity, cache.Settings.CapacityPerScope, TimeProvider.System));
    }

    private static async Task<ImmutableArray<SemanticMatch>> FindElsewhereAsync(PolicyRuntime runtime, StoredCache cache, ISemanticStore store, SemanticExplanation explanation, CancellationToken cancellationToken)
    {
        var vector = await runtime.Embedders.Get(cache.Settings.Embedder).EmbedAsync(explanation.Question, cancellationToken);
        var found = new List<SemanticMatch>();
        foreach (var partition in LocalStoreFromOutside.Partitions(cache.Folder!, cache.Policy.Name, PartitionsMax))
            found.AddRange(await store.SearchAsync(new SemanticQuery(cache.Policy.Name, partition, explanation.Question, vector, 0, ElsewhereMax), cancellationToken));
        return [.. found.OrderByDescending(static m => m.Similarity).Take(ElsewhereMax)];
    }
}
