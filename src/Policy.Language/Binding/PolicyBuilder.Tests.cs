using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Binding;

internal sealed partial class PolicyBuilder
{
    private EquatableArray<PolicyTestDeclaration> BuildTests()
    {
        var tests = new List<PolicyTestDeclaration>();
        foreach (var test in All("test"))
        {
            if (test.Operand<ConstantValue>("test", "name") is not { } name)
                continue;

            tests.Add(new PolicyTestDeclaration(name.Constant.Text!, test.Text.Locate(name.Syntax.Span))
            {
                Prompt = (test.Setting("prompt")?.Value as ConstantValue)?.Constant.Text,
                Facts = test.Settings
                    .Where(static s => s.Fact is not null && s.Value is ConstantValue)
                    .Select(static s => new PinnedFact(s.Syntax.Name, ((ConstantValue)s.Value).Constant))
                    .ToEquatableArray(),
                Givens = test.Children.Where(static s => s.Schema.Lead is "given").Select(BuildGiven).OfType<GivenDeclaration>().ToEquatableArray(),
                Expectations = test.Children.Where(static s => s.Schema.Lead is "expect").Select(BuildExpectation).OfType<ExpectDeclaration>().ToEquatableArray(),
            });
        }

        return tests.ToEquatableArray();
    }

    private GivenDeclaration? BuildGiven(BoundStatement given)
    {
        switch (given.Schema.Variant)
        {
            case "cached":
                return new GivenDeclaration(GivenKind.Cached, null, given.Operand<ConstantValue>("given", "prompt")?.Constant, given.Location);
            case "budget":
                return new GivenDeclaration(GivenKind.BudgetUsed, null, given.Operand<ConstantValue>("budget", "share")?.Constant, given.Location)
                {
                    Budget = ScopeOf(given.Operand<WordsValue>("budget", "scope")?.Word),
                };
        }

        if (Reached(given.Operand<NameValue>("given", "model")) is not { } model)
            return null;
        return given.Schema.Variant switch
        {
            "fails" => new GivenDeclaration(GivenKind.Fails, model, given.Operand<ConstantValue>("given", "status")?.Constant, given.Location),
            "times_out" => new GivenDeclaration(GivenKind.TimesOut, model, null, given.Location),
            "truncates" => new GivenDeclaration(GivenKind.Truncates, model, null, given.Location),
            _ => new GivenDeclaration(GivenKind.Answers, model, given.Operand<ConstantValue>("given", "text")?.Constant, given.Location)
            {
                Confidence = given.Operand<ConstantValue>("given", "ratio")?.Constant.Number,
            },
        };
    }

    private ExpectDeclaration? BuildExpectation(BoundStatement expect)
    {
        switch (expect.Schema.Variant)
        {
            case "rule" when expect.Operand<NameValue>("rule", "rule") is { } rule:
                return IsEffectiveRule(rule) ? Equal(expect, ExpectKind.Rule, rule.Name) : null;
            case "model" when expect.Operand<NameValue>("model", "model") is { } model:
                return Reached(model) is { } index ? Equal(expect, ExpectKind.Model, _models.Symbols[index].Name) : null;
            case "cache" when expect.Operand<WordsValue>("cache", "part") is { } part:
                return Equal(expect, ExpectKind.Cache, part.Word);
            case "outcome" when expect.Operand<WordsValue>("expect", "class") is { } outcome:
                return Equal(expect, ExpectKind.Outcome, outcome.Word);
            case "cost" or "attempts" when expect.Operand<MetricValue>("expect", "bound") is { } bound:
                var kind = expect.Schema.Variant is "cost" ? ExpectKind.Cost : ExpectKind.Attempts;
                return new ExpectDeclaration(kind, null, bound.Operator, bound.Limit, expect.Location);
            default:
                return null;
        }
    }

    private static ExpectDeclaration Equal(BoundStatement expect, ExpectKind kind, string name) =>
        new(kind, name, ComparisonOperator.Equal, null, expect.Location);

    /// <summary>A rule of an extended policy may have been replaced.</summary>
    private bool IsEffectiveRule(NameValue rule)
    {
        var rules = First("route")?.Children ?? [];
        if (rules.Any(r => r.Schema.Lead is "otherwise" ? rule.Name is "otherwise" : r.Operand<NameValue>("rule", "name")?.Name == rule.Name))
            return true;

        if (_resolution.SymbolOf(rule) is not null || rule.Name is "otherwise")
        {
            var file = _policy.File.Diagnostics;
            var suggestion = Spelling.Closest(rule.Name, rules.Select(static r => r.Operand<NameValue>("rule", "name")?.Name ?? "otherwise"));
            file.Report(DiagnosticCatalog.UnknownName, rule.Path.Span, suggestion is null ? null : file.Replace(rule.Path.Span, suggestion), "rule", rule.Name, FileDiagnostics.DidYouMean(suggestion));
        }

        return false;
    }

    private int? Reached(NameValue? name)
    {
        if (_resolution.SymbolOf(name) is not { } symbol)
            return null;
        if (_models.IndexOf(symbol) is { } index)
            return index;
        if (HasRoute && !_policy.File.Diagnostics.Bag.HasErrorIn([.. Extent], static _ => true))
            _policy.File.Diagnostics.Report(DiagnosticCatalog.ModelOutOfReach, name!.Path.Span, _policy.Symbol.Name, name.Name);
        return null;
    }
}
