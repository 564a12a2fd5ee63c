using System.Collections.Immutable;

namespace OptPolicy.Evaluation.SemanticCache.Scale;

/// <summary>One model and a semantic cache, for measuring what the cache itself does.</summary>
internal sealed class ScalePolicy(EmbedderInfo embedder, int capacity) : CompiledPolicy
{
    public const string PolicyName = "scale";

    public override string Name => PolicyName;

    public override string Hash => PolicyName;

    public override ImmutableArray<ModelInfo> Models { get; } = [new ModelInfo(0, "echo", ModelProvider.Client) { ContextTokens = 1_000_000, MaxOutputTokens = 1_000 }];

    public override ImmutableArray<RuleInfo> Rules { get; } = [new(0, "otherwise", 0, Condition: null, "", 1)];

    public override ImmutableArray<PlanInfo> Plans { get; } = [new(0, "echo", IsCascade: false, [0])];

    public override int BaselineModel => 0;

    public override ImmutableArray<EmbedderInfo> Embedders { get; } = [embedder];

    public override SemanticCacheSettings? SemanticCache { get; } = new(0, 0.9, TimeSpan.FromDays(1), ["tenant"], new("memory", "")) { Capacity = capacity };

    public override RouteDecision Route(RequestFacts request) => new(0, 0);
}
