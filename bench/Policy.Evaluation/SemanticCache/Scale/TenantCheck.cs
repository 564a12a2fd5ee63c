using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OptPolicy.Evaluation.Encoders;
using OptPolicy.Evaluation.Reporting;

namespace OptPolicy.Evaluation.SemanticCache.Scale;

/// <summary>
/// Two tenants with the same questions through the whole middleware. Around every entry of one lie ten wordings of the other's, so that a search that
/// filters afterwards would find nothing else. Every look-up must get its own tenant's answer.
/// </summary>
internal static class TenantCheck
{
    private const int Dimensions = 384, Duplicates = 10;

    private static readonly string[] Tenants = ["north", "south"];

    private static readonly string[] Wordings =
    [
        "how do i repair a", "how can i repair a", "how could i repair the", "how may i repair one", "how do we repair the", "how can we repair our", "how could we repair a",
        "please tell me how i can repair a", "please tell me how i could repair the", "how would i repair the", "how would we repair a", "please tell me how to repair a",
    ];

    public static async Task<IReadOnlyList<EvaluationRow>> RunAsync(int things, int lookups, CancellationToken cancellationToken)
    {
        using var vectors = new WordedVectors(Dimensions);
        await using var services = new ServiceCollection().AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(vectors).BuildServiceProvider();
        using var model = new TenantClient();
        var policy = new ScalePolicy(new EmbedderInfo("worded", EmbedderSource.Client, null), capacity: int.MaxValue);
        await using var store = new MemorySemanticStore(new SemanticStoreSettings(policy.Name, policy.SemanticCache!.Store, Dimensions, int.MaxValue, CapacityPerScope: null, TimeProvider.System));
        using var client = new PolicyChatClient(policy, [model], new PolicyChatClientOptions { SemanticStore = store }, services);
        await FillAsync(client, things, cancellationToken);

        var entries = await store.CountAsync(policy.Name, cancellationToken);
        var (random, own, cross, missed) = (new Random(1), 0, 0, 0);
        for (var i = 0; i < lookups; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tenant = Tenants[i & 1];
            var response = await client.GetResponseAsync(Ask(Wordings[^(1 + i % 2)], random.Next(things)), TenantClient.Of(tenant), cancellationToken);
            if (!IsHit(response))
                missed++;
            else if (response.Text.StartsWith(tenant, StringComparison.Ordinal))
                own++;
            else
                cross++;
        }

        var note = FormattableString.Invariant($"{entries} entries of two tenants, {Duplicates} wordings of the other's around each; {Dimensions} dimensions; in memory");
        return
        [
            new EvaluationRow("tenants", "cross_hits", cross, cross, cross, lookups, note),
            Proportions.Row("tenants", "own_hit", own, lookups, note),
            Proportions.Row("tenants", "missed", missed, lookups, note),
        ];
    }

    // One entry of each thing for the north, ten wordings of it for the south: each is asked past the cache, and so stored.
    private static async Task FillAsync(PolicyChatClient client, int things, CancellationToken cancellationToken)
    {
        for (var thing = 0; thing < things; thing++)
        {
            await client.GetResponseAsync(Ask(Wordings[0], thing), TenantClient.Of(Tenants[0]), cancellationToken);
            for (var copy = 0; copy < Duplicates; copy++)
                await client.GetResponseAsync(Ask(Wordings[copy], thing), TenantClient.Of(Tenants[1]).WithCacheControl(new CacheControl(NoCache: true)), cancellationToken);
        }
    }

    // Letters alone: the guards must find nothing.
    private static string Ask(string wording, int thing) => $"{wording} {Letters(thing)}";

    private static string Letters(int number)
    {
        Span<char> letters = stackalloc char[6];
        letters[0] = 'q';
        for (var i = 1; i < letters.Length; i++, number /= 26)
            letters[i] = (char)('a' + number % 26);
        return new string(letters) + "ox";
    }

    private static bool IsHit(ChatResponse response) => response.GetDecisionTrace()!.Cache == CacheStates.Semantic;
}
