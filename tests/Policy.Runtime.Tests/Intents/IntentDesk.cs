using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OptPolicy.Runtime.Tests.Pipeline;
using OptPolicy.Runtime.Tests.Retrieval;

namespace OptPolicy.Runtime.Tests.Intents;

/// <summary>A desk that knows refunds and parcels; refunds go to model b.</summary>
internal static class IntentDesk
{
    /// <summary>Examples, each of which is embedded once.</summary>
    public const int Examples = 4;

    public static IntentsInfo Set { get; } = new(
        Embedder: 0,
        [
            new IntentInfo("refund", ["I want my money back", "refund my order please"]),
            new IntentInfo("parcel", ["where is my parcel", "when does my parcel arrive"]),
        ])
    { Threshold = 0.4 };

    public static HandPolicy Policy(Func<RequestFacts, int>? choose = null, IntentsInfo? set = null) => new()
    {
        ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.Model(1, "b")],
        EmbedderTable = [new EmbedderInfo("words", EmbedderSource.Client, null)],
        IntentSet = set ?? Set,
        Choose = choose ?? (static facts => facts.Intent == "refund" ? 1 : 0),
    };

    public static Desk Of(HandPolicy policy, IEmbeddingGenerator<string, Embedding<float>> words, Action<PolicyChatClientOptions>? configure = null, IServiceCollection? services = null) => new(
        policy,
        configure ?? (static _ => { }),
        (services ?? new ServiceCollection()).AddSingleton(words).BuildServiceProvider(),
        new FakeModel(),
        new FakeModel());
}
