using System.Collections.Immutable;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Analysis;

/// <summary>Which requests each rule of a route decides, first match wins.</summary>
/// <param name="Rules">One entry a rule, in priority order.</param>
/// <param name="Gap">Requests that no rule decides.</param>
internal sealed record RouteAnalysis(ConditionSpace Space, ImmutableArray<RuleReach> Rules, RequestSet Gap)
{
    public bool IsUndecided => Gap.IsUndecided || Rules.Any(static r => r.Reached.IsUndecided);

    public static RouteAnalysis Of(PolicyDeclaration policy, int maxNodes = DecisionDiagram.DefaultMaxNodes)
    {
        // Bypass conditions share the space, so that what is cached can be compared with what is routed.
        var conditions = policy.Rules.Items.Select(static r => r.When).OfType<Condition>();
        var bypasses = (policy.ExactCache?.Bypass.Items ?? []).Concat(policy.SemanticCache?.Bypass.Items ?? []);
        var space = new ConditionSpace(conditions.Concat(bypasses), maxNodes);
        var covered = space.None;
        var rules = ImmutableArray.CreateBuilder<RuleReach>(policy.Rules.Count);
        foreach (var rule in policy.Rules)
        {
            var holds = space.Where(rule.When);
            rules.Add(new RuleReach(rule, holds, space.Except(holds, covered)));
            covered = space.Union(covered, holds);
        }

        return new RouteAnalysis(space, rules.MoveToImmutable(), space.Except(space.All, covered));
    }

    /// <summary>A smallest set of earlier rules that together take every request of an unreachable rule: none of them can be left out.</summary>
    public ImmutableArray<int> HiddenBy(int rule)
    {
        var wanted = Rules[rule].Holds;
        for (var i = 0; i < rule; i++)
        {
            if (Space.Except(wanted, Rules[i].Holds).IsEmpty)
            {
                return [i];
            }
        }

        var hiding = Enumerable.Range(0, rule).Where(i => !Space.Intersect(Rules[i].Holds, wanted).IsEmpty).ToList();

        // Later rules are dropped first: the earliest ones explain best.
        for (var i = hiding.Count - 1; i >= 0; i--)
        {
            var dropped = hiding[i];
            hiding.RemoveAt(i);
            if (!Covers(hiding, wanted))
            {
                hiding.Insert(i, dropped);
            }
        }

        return [.. hiding];
    }

    private bool Covers(List<int> rules, RequestSet wanted)
    {
        var left = wanted;
        foreach (var rule in rules)
        {
            left = Space.Except(left, Rules[rule].Holds);
        }

        return left.IsEmpty;
    }
}

/// <param name="Holds">Requests for which the condition is true.</param>
/// <param name="Reached">Those of them that no earlier rule takes.</param>
internal sealed record RuleReach(RuleDeclaration Rule, RequestSet Holds, RequestSet Reached);
