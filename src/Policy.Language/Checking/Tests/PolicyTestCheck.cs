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
        var reached = new HashSet<string?>(StringComparer.Ordinal);
        foreach (var test in context.Policy.Tests)
        {
            if (test.Expectations.IsEmpty)
            {
                context.Report(DiagnosticCatalog.TestWithoutExpectation, test.NameSpan, test.Name);
            }

            reached.UnionWith(test.Expectations.Items.Where(static e => e.Kind == ExpectKind.Rule).Select(static e => e.Name));
            if (PossibleRules(context, test) is { } possible)
            {
                ReportImpossible(context, test, possible);
                if (possible is [var only])
                {
                    reached.Add(only.Name);
                }
            }
        }

        if (!context.Policy.Tests.IsEmpty)
        {
            ReportUntested(context, reached);
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

    /// <summary>The rules that may decide a request with the facts that the test pins; null when undecided.</summary>
    private static List<RuleDeclaration>? PossibleRules(CheckContext context, PolicyTestDeclaration test)
    {
        var space = context.Route.Space;
        var pinned = test.Facts.Items.Aggregate(space.All, (set, fact) => space.WherePinned(set, fact.Name, fact.Value));
        return context.Route.IsUndecided || pinned.IsUndecided
            ? null
            : [.. context.Route.Rules.Where(r => !space.Intersect(pinned, r.Reached).IsEmpty).Select(static r => r.Rule)];
    }

    private static void ReportImpossible(CheckContext context, PolicyTestDeclaration test, List<RuleDeclaration> possible)
    {
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

    private static void ReportUntested(CheckContext context, HashSet<string?> reached)
    {
        foreach (var reach in context.Route.Rules.Where(r => !r.Reached.IsEmpty && !r.Reached.IsUndecided && !reached.Contains(r.Rule.Name)))
        {
            context.Report(DiagnosticCatalog.UntestedRule, reach.Rule.NameSpan, reach.Rule.Name, context.Route.Space.WitnessOf(reach.Reached).ToString());
        }
    }
}
