using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Caching.Semantic;

/// <summary>A desk with a semantic cache of one hour from cosine 0.9 on, in memory, and vectors that tests plant.</summary>
internal static class SemanticDesk
{
    public const string Reset = "How can I reset my password?";

    /// <summary>The same question in other words, at cosine 0.95.</summary>
    public const string Forgot = "How could I reset my password?";

    /// <summary>Nearly the same, and yet not the same question.</summary>
    public const string Negated = "How can I not reset my password?";

    public static SemanticCacheSettings Settings { get; } =
        new(Embedder: 0, Threshold: 0.9, TimeSpan.FromHours(1), ["tenant"], new SemanticStoreInfo("memory", ""));

    public static PlantedVectors Vectors => new PlantedVectors().Near(Forgot, Reset, 0.95).Near(Negated, Reset, 0.99);

    /// <summary>A calibration that is sure of every similarity somewhat above <paramref name="from"/>, and hardly moves.</summary>
    public static HitCalibration SureOf(double from) => new(Level: 4 + 40 * (HitPrior.Centre - from), Slope: 40, LevelVariance: 0.01, Covariance: 0, SlopeVariance: 1, Labels: 500, "planted\n\nplanted\n");

    public static HandPolicy Policy(SemanticCacheSettings settings) => new()
    {
        ModelTable = [HandPolicy.Model(0, "a")],
        EmbedderTable = [new EmbedderInfo("planted", EmbedderSource.Client, null)],
        SemanticCacheValue = settings,
    };

    public static Desk Of(params FakeModel[] models) => Of(Policy(Settings), Vectors, models);

    public static Desk Of(SemanticCacheSettings settings, params FakeModel[] models) => Of(Policy(settings), Vectors, models);

    public static Desk Of(HandPolicy policy, PlantedVectors vectors, params FakeModel[] models) => Of(policy, vectors, static _ => { }, models);

    public static Desk Of(HandPolicy policy, PlantedVectors vectors, Action<PolicyChatClientOptions> configure, params FakeModel[] models) =>
        new(policy, configure, new ServiceCollection().AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(vectors).BuildServiceProvider(), models);

    public static SemanticHit? HitOf(ChatResponse response) =>
        response.AdditionalProperties?.TryGetValue(SemanticHit.PropertyName, out var value) == true ? value as SemanticHit : null;

    public static string CacheOf(ChatResponse response) => response.GetDecisionTrace()!.Cache;

    public static SemanticCacheOperations Operations(Desk desk) => desk.Client.GetService<SemanticCacheOperations>()!;
}
