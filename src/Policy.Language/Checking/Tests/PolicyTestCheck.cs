using OptPolicy.Language.Analysis;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking.Tests;

/// <summary>Tests that cannot fail, cannot pass or share a name, and rules that no test reaches.</summary>
internal static class PolicyTestCheck
{
    public static void Report(CheckContext context)
    {
        ReportDuplicates(context);
        foreach (var test in context.Policy.Tests)
        {
            if (test.Expectations.IsEmpty)
            {
                context.Report(DiagnosticCatalog.TestWithoutExpectation, test.NameSpan, test.Name);
            }

            ReportImpossible(context, test);
        }

        if (!context.Policy.Tests.IsEmpty)
        {
            ReportUntested(context);
        }
    }

    private static void ReportDuplicates(CheckContext context)
    {
        var first = new Dictionary<string, PolicyTestDeclaration>(StringComparer.Ordinal);
        foreach (var test in context.Policy.Tests)
        {
            if (!first.TryAdd(test.Name, test))
            {
                context.Report(context.At(DiagnosticCatalog.DuplicateTestName, test.NameSpan, test.Name).WithRelated(first[test.Name].NameSpan, "the first test of this name"));
            }
        }
    }

    private static void ReportImpossible(CheckContext context, PolicyTestDeclaration test)
    {
        var space = context.Route.Space;
        var pinned = test.Facts.Items.Aggregate(space.All, (set, fact) => space.WherePinned(set, fact.Name, fact.Value));
        if (context.Route.IsUndecided || pinned.IsUndecided)
        {
            return;
        }

        var possible = context.Route.Rules.Where(r => !space.Intersect(pinned, r.Reached).IsEmpty).Select(static r => r.Rule).ToList();
        foreach (var expectation in test.Expectations)
        {
            if (expectation.Kind == ExpectKind.Rule && possible.TrueForAll(r => r.Name != expectation.Name))
            {
                Contradict(context, expectation, possible, $"rule '{expectation.Name}' cannot decide this request");
            }
            else if (expectation.Kind == ExpectKind.Model && possible.TrueForAll(r => !CanAnswer(context.Policy, r, expectation.Name)))
            {
                Contradict(context, expectation, possible, $"'{expectation.Name}' cannot answer this request");
            }
        }
    }

    private static bool CanAnswer(PolicyDeclaration policy, RuleDeclaration rule, string? model) =>
        ServingAnalysis.Candidates(policy, rule).Concat(policy.Budgets.Items.SelectMany(static b => b.Steps).Select(static s => s.DegradeModel ?? -1))
            .Any(i => i >= 0 && policy.Models[i].Name == model);

    private static void Contradict(CheckContext context, ExpectDeclaration expectation, List<RuleDeclaration> possible, string what)
    {
        var instead = possible.Count switch
        {
            0 => "no rule takes it",
            1 => $"rule '{possible[0].Name}' takes it",
            _ => $"one of the rules {string.Join(", ", possible.Select(static r => $"'{r.Name}'"))} takes it",
        };
        var diagnostic = context.At(DiagnosticCatalog.ImpossibleExpectation, expectation.Span, $"{what}: {instead}");
        context.Report(possible.Aggregate(diagnostic, static (d, r) => d.WithRelated(r.NameSpan, $"rule '{r.Name}'")));
    }

    private static void ReportUntested(CheckContext context)
    {
        var expected = context.Policy.Tests.Items.SelectMany(static t => t.Expectations)
            .Where(static e => e.Kind == ExpectKind.Rule).Select(static e => e.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var reach in context.Route.Rules.Where(r => !r.Reached.IsEmpty && !r.Reached.IsUndecided && !expected.Contains(r.Rule.Name)))
        {
            context.Report(DiagnosticCatalog.UntestedRule, reach.Rule.NameSpan, reach.Rule.Name, context.Route.Space.WitnessOf(reach.Reached).ToString());
        }
    }
}
