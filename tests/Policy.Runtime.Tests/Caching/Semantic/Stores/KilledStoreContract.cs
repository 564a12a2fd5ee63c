using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Caching.Semantic.Stores;

/// <summary>What callers see while the server behind a semantic cache dies in the middle of their requests: misses, never errors.</summary>
public abstract class KilledStoreContract
{
    private const int Topics = 12, Workers = 8, RequestsOfWorker = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract ISemanticStoreProvider Provider { get; }

    protected abstract SemanticStoreInfo Place { get; }

    protected abstract Task KillAsync();

    protected abstract Task StartAsync();

    [Fact]
    public async Task NoRequestFailsWhileTheServerIsKilledAndHitsComeBackWithIt()
    {
        var vectors = new PlantedVectors();
        for (var topic = 0; topic < Topics; topic++)
            vectors.Near(Reworded(topic), Worded(topic), 0.97);
        var settings = new SemanticCacheSettings(Embedder: 0, Threshold: 0.9, TimeSpan.FromHours(1), [], Place);
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a")],
            EmbedderTable = [new EmbedderInfo("planted", EmbedderSource.Client, null)],
            SemanticCacheValue = settings,
        };
        await using var services = new ServiceCollection().AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(vectors).AddSingleton(Provider).BuildServiceProvider();
        using var client = new PolicyChatClient(policy, [new Echo()], new PolicyChatClientOptions { Ledger = new RecordingLedger() }, services);

        // Hits first: everything is there, asked in both wordings.
        await LoadAsync(client);
        Assert.True(await LoadAsync(client) > 0);

        var load = LoadAsync(client);
        await KillAsync();
        try
        {
            await load;
            Assert.Equal(0, await LoadAsync(client));
        }
        finally
        {
            await StartAsync();
        }

        var hits = 0;
        for (var tries = 0; hits == 0 && tries < 100; tries++)
        {
            await Task.Delay(100, Token);
            hits = await LoadAsync(client);
        }

        Assert.True(hits > 0);
    }

    /// <summary>Many requests at once; each must be answered, and by the answer to its own question. How many came from the cache.</summary>
    private static async Task<int> LoadAsync(IChatClient client)
    {
        var hits = 0;
        await Parallel.ForAsync(0, Workers, new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = Token }, async (worker, token) =>
        {
            for (var i = 0; i < RequestsOfWorker; i++)
            {
                var topic = (worker + i) % Topics;
                var response = await client.GetResponseAsync((worker + i / Topics) % 2 == 0 ? Worded(topic) : Reworded(topic), cancellationToken: token);
                Assert.Equal(Echo.AnswerTo(topic), response.Text);

                // Who waited for another one's answer needed no store.
                if (response.AdditionalProperties?.TryGetValue(SemanticHit.PropertyName, out var hit) == true && hit is SemanticHit { Reason: not "joined" })
                    Interlocked.Increment(ref hits);
            }
        });
        return hits;
    }

    private static string Name(int topic) => $"{(char)('a' + topic)}zurite";

    private static string Worded(int topic) => $"Where do I buy {Name(topic)}?";

    private static string Reworded(int topic) => $"Where can I buy {Name(topic)}?";

    private sealed class Echo : IChatClient
    {
        public static string AnswerTo(int topic) => $"At the shop for {Name(topic)}.";

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var text = messages.Last().Text;
            var topic = Enumerable.Range(0, Topics).Single(t => text.Contains(Name(t), StringComparison.Ordinal));
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, AnswerTo(topic))) { FinishReason = ChatFinishReason.Stop, Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 10 } });
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
                yield return update;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // nothing is held
        }
    }
}
