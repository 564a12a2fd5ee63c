using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Retrieval;

/// <summary>A desk that retrieves from a handbook.</summary>
internal static class RetrievalDesk
{
    public const string Question = "When are refunds possible?";

    public static RetrievalSettings Settings { get; } = new(0, "handbook", new SemanticStoreInfo("collection", "handbook"), Embedder: 0, Top: 3, LeastScore: 0.1, BudgetTokens: null);

    public static ListedCollection Handbook => new(
        ("refunds", "Refunds are possible within 30 days."),
        ("late", "Late refunds are possible for members of our club only."),
        ("shipping", "Parcels leave our house on Mondays."));

    public static HandPolicy Policy(RetrievalSettings? settings = null) => new()
    {
        ModelTable = [HandPolicy.Model(0, "a")],
        EmbedderTable = [new EmbedderInfo("words", EmbedderSource.Client, null)],
        RetrievalTable = [settings ?? Settings],
    };

    public static Desk Of(HandPolicy policy, ListedCollection collection, params FakeModel[] models) => Of(policy, collection, new CountedWords(), static _ => { }, models);

    public static Desk Of(HandPolicy policy, ListedCollection collection, CountedWords words, Action<PolicyChatClientOptions> configure, params FakeModel[] models) => new(
        policy,
        configure,
        new ServiceCollection()
            .AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(words)
            .AddRetrievalCollection("handbook", _ => collection)
            .BuildServiceProvider(),
        models);

    /// <summary>What the model was asked in its last call.</summary>
    public static IReadOnlyList<ChatMessage> Asked(FakeModel model) => model.Requests.Last().Messages;
}

/// <summary>Word vectors behind Microsoft.Extensions.AI.</summary>
internal sealed class CountedWords : IEmbeddingGenerator<string, Embedding<float>>
{
    private int _calls;

    public int Calls => _calls;

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(static v => new Embedding<float>(WordVectors.Of(v)))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // nothing is held
    }
}
