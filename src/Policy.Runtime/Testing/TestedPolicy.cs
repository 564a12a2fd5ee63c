using System.Collections.Immutable;

namespace OptPolicy.Testing;

/// <summary>A policy as a test runs it: the same decisions, but retries do not wait.</summary>
/// <param name="policy">The policy.</param>
/// <param name="store">Where the semantic cache keeps its entries; <see langword="null"/> for tests without one, which need no embedder.</param>
internal sealed class TestedPolicy(CompiledPolicy policy, SemanticStoreInfo? store) : CompiledPolicy
{
    public override string Name => policy.Name;

    public override string Hash => policy.Hash;

    public override ImmutableArray<ModelInfo> Models => policy.Models;

    public override ImmutableArray<RuleInfo> Rules => policy.Rules;

    public override ImmutableArray<PlanInfo> Plans => policy.Plans;

    public override int BaselineModel => policy.BaselineModel;

    public override ExactCacheSettings? ExactCache => policy.ExactCache;

    public override ImmutableArray<EmbedderInfo> Embedders => policy.Embedders;

    // A test has no network: what a model in this process recognises, it recognises here too; for the rest a test pins the fact.
    public override IntentsInfo? Intents => policy.Intents is { } intents && policy.Embedders[intents.Embedder].Source is EmbedderSource.Shipped or EmbedderSource.Onnx ? intents : null;

    // Audits would call models in the background of a test.
    public override SemanticCacheSettings? SemanticCache => store is null ? null : policy.SemanticCache is { } settings ? settings with { Store = store, AuditShare = 0 } : null;

    public override FallbackSettings Fallback => policy.Fallback with { RetryBaseDelay = TimeSpan.Zero, RetryMaxDelay = TimeSpan.Zero };

    public override ImmutableArray<BudgetInfo> Budgets => policy.Budgets;

    public override RouteDecision Route(RequestFacts request) => policy.Route(request);

    public override bool Accept(int plan, int step, ResponseFacts response) => policy.Accept(plan, step, response);

    public override bool BypassExactCache(RequestFacts request) => policy.BypassExactCache(request);

    public override bool BypassSemanticCache(RequestFacts request) => policy.BypassSemanticCache(request);

    public override bool VerifyHit(CacheCandidate candidate) => policy.VerifyHit(candidate);

    public override bool FallbackApplies(int step, AttemptFailure failure) => policy.FallbackApplies(step, failure);

    public override bool RetryApplies(AttemptFailure failure) => policy.RetryApplies(failure);
}
