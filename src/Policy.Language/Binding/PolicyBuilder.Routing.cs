using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Binding;

internal sealed partial class PolicyBuilder
{
    private const decimal DefaultBaseDelay = 0.25m;
    private const decimal DefaultLongestDelay = 4m;

    private List<(string Name, SymbolKinds Kind, PlanDeclaration Declaration)> BuildPlans()
    {
        var plans = new List<(string Name, SymbolKinds Kind, PlanDeclaration Declaration)>();
        foreach (var rule in First("route")?.Children ?? [])
        {
            if (Target(rule) is not { } target || plans.Exists(p => p.Name == target.Name && p.Kind == target.Kind))
                continue;

            var span = rule.Text.Locate(rule.Operand<NameValue>("use", "target")!.Syntax.Span);
            if (target.Kind == SymbolKinds.Cascade && _cascades.TryGetValue(target.Name, out var cascade))
                plans.Add((target.Name, target.Kind, new PlanDeclaration(target.Name, IsCascade: true, Steps(cascade), cascade.Text.Locate(cascade.Syntax.Span))));
            else if (_models.IndexOf(target) is { } model)
                plans.Add((target.Name, target.Kind, new PlanDeclaration(target.Name, IsCascade: false, [new PlanStep(model, null, span)], span)));
        }

        return plans;
    }

    private EquatableArray<PlanStep> Steps(BoundStatement cascade) => cascade.Children
        .Select(step => (Model: _models.IndexOf(StepModel(step)), Step: step))
        .Where(static s => s.Model is not null)
        .Select(s => new PlanStep(s.Model!.Value, s.Step.Schema.Lead is "otherwise" ? null : ConditionOf(s.Step), s.Step.Location))
        .ToEquatableArray();

    private EquatableArray<RuleDeclaration> BuildRules(List<(string Name, SymbolKinds Kind, PlanDeclaration Declaration)> plans)
    {
        var rules = new List<RuleDeclaration>();
        foreach (var statement in First("route")?.Children ?? [])
        {
            if (Target(statement) is not { } target)
                continue;

            var isOtherwise = statement.Schema.Lead is "otherwise";
            var name = statement.Operand<NameValue>("rule", "name");
            if (!isOtherwise && name is null)
                continue;
            var nameSpan = isOtherwise ? statement.Syntax.Phrases[0].Keyword.Span : name!.Path.Span;
            var targetSpan = statement.Operand<NameValue>("use", "target")!.Path.Span;
            var declaration = new RuleDeclaration(
                isOtherwise ? "otherwise" : name!.Name,
                statement.Text.Locate(nameSpan),
                isOtherwise ? null : ConditionOf(statement),
                plans.FindIndex(p => p.Name == target.Name && p.Kind == target.Kind),
                statement.Text.Locate(targetSpan))
            { Documentation = statement.Syntax.Documentation };
            if (rules.Find(r => r.Name == declaration.Name) is { } first)
                ReportInheritedTwin(declaration, first);
            rules.Add(declaration);
        }

        return rules.ToEquatableArray();
    }

    /// <summary>Two rules of one name in one block are found where they are declared; here they meet through <c>inherit</c>.</summary>
    private void ReportInheritedTwin(RuleDeclaration second, RuleDeclaration first)
    {
        var own = _policy.Statement.Extent;
        if (own.Contains(second.NameSpan) == own.Contains(first.NameSpan))
            return;

        var (mine, inherited) = own.Contains(second.NameSpan) ? (second, first) : (first, second);
        var file = _policy.File.Diagnostics;
        var span = TextSpan.FromBounds(file.Text.OffsetAt(mine.NameSpan.Start), file.Text.OffsetAt(mine.NameSpan.End));
        file.Report(DiagnosticCatalog.DuplicateName, span, new RelatedLocation(inherited.NameSpan, "the inherited one"), "rule", mine.Name);
    }

    private FallbackDeclaration? BuildFallback()
    {
        if (First("fallback") is not { } fallback)
            return null;

        var steps = new List<FallbackStep>();
        RetryDeclaration? retry = null;
        foreach (var statement in fallback.Children)
        {
            if (statement.Schema.Lead is "retry")
                retry = BuildRetry(statement);
            else if (_models.IndexOf(StepModel(statement)) is { } model)
                steps.Add(new FallbackStep(model, After(statement), ConditionOf(statement), statement.Location));
        }

        var commit = fallback.Setting("commit")?.Value as FunctionValue;
        return new FallbackDeclaration(steps.ToEquatableArray(), retry, fallback.Location)
        {
            Commit = commit?.Function.Name switch
            {
                "end" => CommitPoint.End,
                "after" => CommitPoint.AfterTokens,
                _ => CommitPoint.FirstToken,
            },
            CommitAfterTokens = commit is { Arguments: [ConstantValue tokens] } ? (int)Math.Min(int.MaxValue, tokens.Constant.Number) : 0,
        };
    }

    private static SettingValue? After(BoundStatement step) =>
        step.Operand<ConstantValue>("after", "duration") is { } after ? new SettingValue(after.Constant, null) : null;

    private RetryDeclaration BuildRetry(BoundStatement retry)
    {
        var count = (int)(retry.Operand<ConstantValue>("retry", "count")?.Constant.Number ?? 0);
        var backoff = retry.Operand<FunctionValue>("with", "backoff");
        return new RetryDeclaration(count, ConditionOf(retry), Delay(backoff, 0) ?? DefaultBaseDelay, Delay(backoff, 1) ?? DefaultLongestDelay, retry.Location);
    }

    private static decimal? Delay(FunctionValue? backoff, int index) =>
        backoff is not null && backoff.Arguments.Length > index && backoff.Arguments[index] is ConstantValue { Constant: { Type: ValueType.Duration } delay } ? delay.Number : null;
}
