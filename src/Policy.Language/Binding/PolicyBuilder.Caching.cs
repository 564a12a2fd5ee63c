using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Binding;

internal sealed partial class PolicyBuilder
{
    private const decimal DefaultTtl = 24 * 3600;

    /// <summary>What the policy names outside its own block: models, embedders and the verifier, in that order.</summary>
    private ImmutableArray<Symbol> Declarations =>
    [
        .. _models.Symbols,
        .. _effective.Children.Append(Intents()).OfType<BoundStatement>().Select(Embedder).OfType<Symbol>().Distinct(),
        .. Judge() is { Kind: SymbolKinds.Verifier } verifier ? [verifier] : ImmutableArray<Symbol>.Empty,
    ];

    private ExactCacheDeclaration? BuildExactCache() => First("cache exact") is { } cache
        ? new ExactCacheDeclaration(Ttl(cache, "CacheExactTtl"), CacheScope(cache), Bypasses(cache), cache.Location)
        : null;

    private SemanticCacheDeclaration? BuildSemanticCache()
    {
        if (First("cache semantic") is not { } cache)
            return null;

        var store = Store(cache.Setting("store")) ?? new StoreDeclaration("local", "cache");
        var threshold = ValueOf(cache, "threshold", "CacheSemanticThreshold") ?? Fixed(ValueType.Ratio, 0.85m);
        return new SemanticCacheDeclaration(_embedders.IndexOf(Embedder(cache)), threshold, Ttl(cache, "CacheSemanticTtl"), CacheScope(cache), store, cache.Location)
        {
            Guards = (cache.Setting("guards")?.Value as WordsValue)?.Words.ToEquatableArray(),
            Margin = ValueOf(cache, "margin", "CacheSemanticMargin") ?? Fixed(ValueType.Ratio, 0.03m),
            ServesDoubts = (cache.Setting("doubts")?.Value as WordsValue)?.Word is "serve",
            MostFalseHits = ValueOf(cache, "max_false_hits", "CacheSemanticMaxFalseHits"),
            Calibration = CalibrationReader.Read(cache.Setting("calibration"), _folders, _policy.File.Diagnostics.Bag),
            CalibrationFile = (cache.Setting("calibration")?.Value as ConstantValue)?.Constant.Text,
            Verifier = BuildVerifier(cache),
            Capacity = ValueOf(cache, "capacity", "CacheSemanticCapacity") ?? Fixed(ValueType.Count, 100_000),
            CapacityPerScope = (int?)Number(cache, "capacity_per_scope"),
            Audit = ValueOf(cache, "audit", "CacheSemanticAudit") ?? Fixed(ValueType.Ratio, 0),
            Explore = ValueOf(cache, "explore", "CacheSemanticExplore") ?? Fixed(ValueType.Ratio, 0),
            PromoteFrom = ValueOf(cache, "promote", "CacheSemanticPromote"),
            ShareAfter = (int)(Number(cache, "share_after") ?? 1),
            IsPaced = (cache.Setting("replay")?.Value as WordsValue)?.Word is "paced",
            Tags = (cache.Setting("tags")?.Value as WordsValue)?.Words.ToEquatableArray() ?? [],
            Seed = (long)(Number(cache, "seed") ?? 1),
            Bypass = Bypasses(cache),
        };
    }

    private VerifierDeclaration? BuildVerifier(BoundStatement cache)
    {
        if (Judge(cache) is not { } judge || Verification(cache) is not { } verify)
            return null;

        var when = ConditionOf(verify);
        if (judge.Kind == SymbolKinds.Model)
            return new VerifierDeclaration(judge.Name, _models.IndexOf(judge), null, when, verify.Location);

        var provider = judge.Statement!.Setting("provider")?.Value as FunctionValue;
        return new VerifierDeclaration(judge.Name, null, provider is { Arguments: [ConstantValue folder] } ? folder.Constant.Text : null, when, verify.Location)
        {
            Least = Number(judge.Statement, "least") ?? 0.9m,
        };
    }

    private EquatableArray<RetrievalDeclaration> BuildRetrievals()
    {
        var retrievals = new List<RetrievalDeclaration>();
        foreach (var retrieve in All("retrieve"))
        {
            if (retrieve.Operand<NameValue>("from", "collection") is not { } collection)
                continue;

            if (retrievals.Exists(r => r.Collection == collection.Name))
                FileOf(retrieve).Report(DiagnosticCatalog.DuplicateName, collection.Syntax.Span, "collection", collection.Name);
            var when = retrieve.Children.FirstOrDefault(static s => s.Schema.Lead is "when");
            var source = Store(retrieve.Setting("source")) ?? new StoreDeclaration("collection", collection.Name);
            retrievals.Add(new RetrievalDeclaration(
                collection.Name,
                source,
                _embedders.IndexOf(Embedder(retrieve)),
                (int)(Number(retrieve, "top") ?? 5),
                ValueOf(retrieve, "min_score", $"Retrieve{CSharpName.Pascal(collection.Name)}MinScore") ?? Fixed(ValueType.Ratio, 0),
                (long?)Number(retrieve, "budget"),
                when is null ? null : ConditionOf(when),
                retrieve.Location)
            {
                Search = (retrieve.Setting("search")?.Value as WordsValue)?.Word ?? (source.Kind is "local" ? "hybrid" : "vector"),
            });
        }

        return retrievals.ToEquatableArray();
    }

    /// <summary>Who judges near hits: a verifier or a model.</summary>
    private Symbol? Judge() => First("cache semantic") is { } cache ? Judge(cache) : null;

    private Symbol? Judge(BoundStatement cache) => _resolution.SymbolOf(Verification(cache)?.Operand<NameValue>("with", "judge"));

    private static BoundStatement? Verification(BoundStatement cache) => cache.Children.FirstOrDefault(static s => s.Schema.Lead is "verify");

    private Symbol? Embedder(BoundStatement user) => _resolution.SymbolOf(user.Setting("embed")?.Value as NameValue);

    private SettingValue Ttl(BoundStatement cache, string option) => ValueOf(cache, "ttl", option) ?? Fixed(ValueType.Duration, DefaultTtl);

    private static EquatableArray<string> CacheScope(BoundStatement cache) =>
        ((cache.Setting("scope")?.Value as WordsValue)?.Words ?? ["tenant", "user"]).ToEquatableArray();

    private EquatableArray<Condition> Bypasses(BoundStatement cache) =>
        cache.Children.Where(static s => s.Schema.Lead is "bypass").Select(ConditionOf).OfType<Condition>().ToEquatableArray();

    private static SettingValue Fixed(ValueType type, decimal number) => new(Constant.Of(type, number), null);

    private SettingValue? ValueOf(BoundStatement statement, string setting, string option) =>
        statement.Setting(setting) is { Value: ConstantValue } written ? Value(written, option) : null;

    private static StoreDeclaration? Store(BoundSetting? setting) =>
        setting?.Value is FunctionValue { Arguments: [ConstantValue { Constant.Text: { } argument }] } store ? new StoreDeclaration(store.Function.Name, argument) : null;

    private static decimal? Number(BoundStatement statement, string setting) => (statement.Setting(setting)?.Value as ConstantValue)?.Constant.Number;
}
