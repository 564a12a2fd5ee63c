using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OptPolicy.Evaluation.Reporting;

namespace OptPolicy.Evaluation.SemanticCache.Scale;

/// <summary>A hundred callers at once who ask the same thing, in one wording or in several, streamed or not: how often the model is called.</summary>
internal static class BurstCheck
{
    private const int Callers = 100, Dimensions = 384;

    private static readonly string[] Wordings = ["how do i repair a kettle", "how can i repair a kettle", "how could we repair the kettle", "please tell me how i can repair my kettle"];

    public static async Task<IReadOnlyList<EvaluationRow>> RunAsync(CancellationToken cancellationToken) =>
    [
        await CallsAsync("identical", 1, cancellationToken),
        await CallsAsync("paraphrased", Wordings.Length, cancellationToken),
    ];

    private static async Task<EvaluationRow> CallsAsync(string name, int wordings, CancellationToken cancellationToken)
    {
        using var vectors = new WordedVectors(Dimensions);
        await using var services = new ServiceCollection().AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(vectors).BuildServiceProvider();
        using var model = new TenantClient(TimeSpan.FromMilliseconds(200));
        var policy = new ScalePolicy(new EmbedderInfo("worded", EmbedderSource.Client, null), capacity: 1000);
        await using var store = new MemorySemanticStore(new SemanticStoreSettings(policy.Name, policy.SemanticCache!.Store, Dimensions, 1000, CapacityPerScope: null, TimeProvider.System));
        using var client = new PolicyChatClient(policy, [model], new PolicyChatClientOptions { SemanticStore = store }, services);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async i =>
        {
            var question = Wordings[i % wordings];
            if (i % 3 == 0)
                await client.GetStreamingResponseAsync(question, cancellationToken: cancellationToken).ToChatResponseAsync(cancellationToken);
            else
                await client.GetResponseAsync(question, cancellationToken: cancellationToken);
        }));
        return new EvaluationRow("burst", "model_calls/" + name, model.Calls, model.Calls, model.Calls, Callers, $"{Callers} callers at once, {wordings} wordings, a third of them streamed");
    }
}
