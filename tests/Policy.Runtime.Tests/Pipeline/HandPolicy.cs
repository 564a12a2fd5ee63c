using System.Collections.Immutable;

namespace OptPolicy.Runtime.Tests.Pipeline;

/// <summary>A policy written by hand: what the generator would emit, with every decision open to a test.</summary>
internal sealed class HandPolicy : CompiledPolicy
{
    private ImmutableArray<RuleInfo> _rules;

    public override string Name => "Desk";

    public override string Hash { get; } = "00ff";

    public required ImmutableArray<ModelInfo> ModelTable { get; init; }

    public ImmutableArray<PlanInfo> PlanTable { get; init; }

    public Func<RequestFacts, int> Choose { get; init; } = static _ => 0;

    public Func<int, ResponseFacts, bool> Accepts { get; init; } = static (_, _) => true;

    public FallbackSettings FallbackValue { get; set; } = FallbackSettings.None;

    public Func<int, AttemptFailure, bool> FallbackWhen { get; init; } = static (_, failure) => failure.IsCurableByAnotherModel;

    public Func<AttemptFailure, bool> RetryWhen { get; init; } = static failure => failure.IsTransient;

    public ImmutableArray<BudgetInfo> BudgetTable { get; init; } = [];

    public ExactCacheSettings? CacheValue { get; init; }

    public Func<RequestFacts, bool> Bypass { get; init; } = static _ => false;

    public ImmutableArray<EmbedderInfo> EmbedderTable { get; init; } = [];

    public IntentsInfo? IntentSet { get; init; }

    public ImmutableArray<RetrievalSettings> RetrievalTable { get; init; } = [];

    public Func<RequestFacts, bool> RetrievesWhen { get; init; } = static _ => true;

    public SemanticCacheSettings? SemanticCacheValue { get; init; }

    public Func<RequestFacts, bool> BypassSemantic { get; init; } = static _ => false;

    public Func<CacheCandidate, bool> VerifyWhen { get; init; } = static _ => false;

    public int Baseline { get; init; }

    public override ImmutableArray<ModelInfo> Models => ModelTable;

    public override ImmutableArray<PlanInfo> Plans => PlanTable.IsDefault ? [.. ModelTable.Select(m => new PlanInfo(m.Index, m.Name, IsCascade: false, [m.Index]))] : PlanTable;

    public override ImmutableArray<RuleInfo> Rules =>
        _rules.IsDefault ? _rules = [.. Plans.Select(p => new RuleInfo(p.Index, "to_" + p.Name, p.Index, null, "desk.optpolicy", p.Index + 1))] : _rules;

    public override int BaselineModel => Baseline;

    public override FallbackSettings Fallback => FallbackValue;

    public override ImmutableArray<BudgetInfo> Budgets => BudgetTable;

    public override ExactCacheSettings? ExactCache => CacheValue;

    public override ImmutableArray<EmbedderInfo> Embedders => EmbedderTable;

    public override IntentsInfo? Intents => IntentSet;

    public override ImmutableArray<RetrievalSettings> Retrievals => RetrievalTable;

    public override bool Retrieves(int retrieval, RequestFacts request) => RetrievesWhen(request);

    public override SemanticCacheSettings? SemanticCache => SemanticCacheValue;

    public override bool BypassSemanticCache(RequestFacts request) => BypassSemantic(request);

    public override bool VerifyHit(CacheCandidate candidate) => VerifyWhen(candidate);

    public override RouteDecision Route(RequestFacts request)
    {
        var plan = (short)Choose(request);
        return new(plan, plan);
    }

    public override bool Accept(int plan, int step, ResponseFacts response) => Accepts(step, response);

    public override bool FallbackApplies(int step, AttemptFailure failure) => FallbackWhen(step, failure);

    public override bool RetryApplies(AttemptFailure failure) => RetryWhen(failure);

    public override bool BypassExactCache(RequestFacts request) => Bypass(request);

    /// <summary>A model for $1 and $4 per million tokens, with every ability.</summary>
    public static ModelInfo Model(int index, string name) => new(index, name, ModelProvider.Client)
    {
        PriceInput = MoneyRate.PerMillionTokens(1),
        PriceOutput = MoneyRate.PerMillionTokens(4),
        ContextTokens = 100_000,
        MaxOutputTokens = 1_000,
        Supports = ModelCapabilities.Tools | ModelCapabilities.Json | ModelCapabilities.Vision | ModelCapabilities.Audio,
    };

    public static ModelInfo FreeModel(int index, string name) => Model(index, name) with { PriceInput = default, PriceOutput = default };
}
