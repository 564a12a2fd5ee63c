using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

/// <summary>One policy with everything it inherits, as the model that the checker and the emitter read.</summary>
internal sealed partial class PolicyBuilder
{
    private readonly PolicyScope _policy;
    private readonly Resolution _resolution;
    private readonly BoundStatement _effective;
    private readonly Dictionary<string, BoundStatement> _cascades;
    private readonly ModelTable _models;
    private readonly EmbedderTable _embedders = new();
    private readonly IModelFolders _folders;
    private readonly List<TunableDeclaration> _tunables = [];
    private readonly Dictionary<Symbol, ExternDeclaration> _externs = new(ReferenceEqualityComparer.Instance);

    public PolicyBuilder(PolicyScope policy, Resolution resolution, IModelFolders folders)
    {
        _folders = folders;
        _policy = policy;
        _resolution = resolution;
        _effective = PolicyMerger.Effective(policy);
        _cascades = _effective.Children
            .Where(static s => s.Schema.Lead is "cascade")
            .Select(static s => (Name: s.Operand<NameValue>("cascade", "name")?.Name, Statement: s))
            .Where(static c => c.Name is not null)
            .GroupBy(static c => c.Name!, StringComparer.Ordinal)
            .ToDictionary(static g => g.Key, static g => g.First().Statement, StringComparer.Ordinal);
        _models = new ModelTable(policy, ReachedModels());
    }

    /// <summary>It has a route, so code is made from it.</summary>
    public bool HasRoute => First("route") is not null;

    public BoundStatement Effective => _effective;

    /// <summary>Where an error makes this policy unusable: its own statement, those it extends and the models it asks.</summary>
    public IEnumerable<SourceSpan> Extent
    {
        get
        {
            for (var scope = _policy; scope is not null; scope = scope.Parent)
                yield return scope.Statement.Extent;
            foreach (var declared in Declarations)
                yield return declared.Statement!.Extent;
            if (Intents() is { } intents)
                yield return intents.Extent;
        }
    }

    public PolicyDeclaration Build()
    {
        var plans = BuildPlans();
        var cache = BuildExactCache();
        var semantic = BuildSemanticCache();
        var retrievals = BuildRetrievals();
        var intents = BuildIntents();
        var fallback = BuildFallback();
        var budgets = BuildBudgets();
        var rules = BuildRules(plans);
        var tests = BuildTests();
        return new PolicyDeclaration(_policy.Symbol.Name, _policy.Symbol.Location)
        {
            Documentation = _policy.Symbol.Documentation,
            Hash = PolicyHash.Of(_effective, [.. Declarations.Select(static d => d.Statement!), .. Intents() is { } set ? [set] : Array.Empty<BoundStatement>()], semantic?.Calibration),
            Models = _models.Declare(),
            ExactCache = cache,
            Embedders = _embedders.Declarations,
            SemanticCache = semantic,
            Intents = intents,
            Retrievals = retrievals,
            Rules = rules,
            Plans = plans.Select(static p => p.Declaration).ToEquatableArray(),
            Fallback = fallback,
            Budgets = budgets,
            BaselineModel = _models.IndexOf(_resolution.SymbolOf(_effective.Setting("baseline")?.Value as NameValue)),
            Tunables = _tunables.ToEquatableArray(),
            Externs = _externs.Values.OrderBy(static e => e.Name, StringComparer.Ordinal).ToEquatableArray(),
            Tests = tests,
        };
    }

    /// <summary>Every name and condition is understood. Where one is not, its mistake may be reported elsewhere, and nothing follows from the rest.</summary>
    public bool IsWhole => _effective.Children.All(IsUnderstood);

    public BoundPolicyInfo Describe(ImmutableDictionary<string, PolicyText> texts) => new(texts)
    {
        Statements = _effective.Children,
        Asserts = BuildAsserts(),
    };

    private BoundStatement? First(string title) => _effective.Children.FirstOrDefault(s => s.Schema.Title == title);

    private IEnumerable<BoundStatement> All(string lead) => _effective.Children.Where(s => s.Schema.Lead == lead);

    private IEnumerable<Symbol> ReachedModels()
    {
        foreach (var rule in First("route")?.Children ?? [])
        {
            if (Target(rule) is not { } target)
                continue;
            if (target.Kind == SymbolKinds.Model)
                yield return target;
            else if (_cascades.TryGetValue(target.Name, out var cascade))
                foreach (var model in cascade.Children.Select(StepModel).OfType<Symbol>())
                    yield return model;
        }

        foreach (var model in First("fallback")?.Children.Select(StepModel).OfType<Symbol>() ?? [])
            yield return model;
        foreach (var step in All("budget").SelectMany(static b => b.Children))
        {
            if (_resolution.SymbolOf(step.Operand<NameValue>("to", "model")) is { } model)
                yield return model;
        }

        if (_resolution.SymbolOf(_effective.Setting("baseline")?.Value as NameValue) is { } baseline)
            yield return baseline;
        if (Judge() is { Kind: SymbolKinds.Model } judge)
            yield return judge;
    }

    private bool IsUnderstood(BoundStatement statement) =>
        statement.Schema.Lead is "test"
        || (IsResolved(statement.Operand<NameValue>("use", "target"))
            && IsResolved(statement.Operand<NameValue>("try", "model"))
            && IsResolved(statement.Operand<NameValue>("to", "model"))
            && IsResolved(statement.Operand<NameValue>("with", "judge"))
            && IsResolved(statement.Setting("embed")?.Value as NameValue)
            && (statement.Operand<ConditionValue>("when", "condition") is not { } condition || _resolution.ConditionOf(condition) is not null)
            && statement.Children.All(IsUnderstood));

    private bool IsResolved(NameValue? name) => name is null || _resolution.SymbolOf(name) is not null;

    private Symbol? Target(BoundStatement rule) => _resolution.SymbolOf(rule.Operand<NameValue>("use", "target"));

    private Symbol? StepModel(BoundStatement step) => step.Schema.Lead is "otherwise" ? Target(step) : _resolution.SymbolOf(step.Operand<NameValue>("try", "model"));

    private Condition? ConditionOf(BoundStatement statement)
    {
        var condition = _resolution.ConditionOf(statement.Operand<ConditionValue>("when", "condition"));
        if (condition is not null)
            CollectExterns(condition);
        return condition;
    }

    private void CollectExterns(Condition condition)
    {
        switch (condition)
        {
            case AndCondition and:
                CollectExterns(and.Left);
                CollectExterns(and.Right);
                break;
            case OrCondition or:
                CollectExterns(or.Left);
                CollectExterns(or.Right);
                break;
            case NotCondition not:
                CollectExterns(not.Operand);
                break;
            case ExternCondition predicate when _resolution.ExternOf(predicate) is { } symbol:
                var subject = symbol.Statement?.Operand<SignatureValue>("extern", "signature")?.Subject ?? FactSubject.Request;
                _externs.TryAdd(symbol, new ExternDeclaration(symbol.Name, subject, symbol.Location, symbol.Documentation));
                break;
        }
    }

    private SettingValue Value(BoundSetting setting, string optionName)
    {
        var constant = ((ConstantValue)setting.Value).Constant;
        if (setting is not { TunableLow: { } low, TunableHigh: { } high })
            return new SettingValue(constant, null);

        _tunables.Add(new TunableDeclaration(optionName, constant, low, high, setting.Text.Locate(setting.Syntax.Span)));
        return new SettingValue(constant, _tunables.Count - 1);
    }

    private FileDiagnostics FileOf(BoundStatement statement) => new(statement.Text, _policy.File.Diagnostics.Bag);
}
