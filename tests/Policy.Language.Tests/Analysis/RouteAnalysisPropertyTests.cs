using OptPolicy.Language.Analysis;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Tests.Analysis;

public class RouteAnalysisPropertyTests
{
    private const int Policies = 3_000;

    [Fact]
    public void VerdictsAgreeWithTryingEveryRequest() => RandomPolicies.ForEach(Policies,
        static sample =>
        {
            var route = RouteAnalysis.Of(sample.Policy);
            var requests = BruteForce.Requests(sample.Facts).ToList();
            var deciding = requests.ConvertAll(r => FirstRule(sample.Policy, r));
            for (var i = 0; i < sample.Policy.Rules.Count; i++)
            {
                var rule = sample.Policy.Rules[i];
                Assert.Equal(deciding.Contains(i), !route.Rules[i].Reached.IsEmpty);
                Assert.Equal(requests.Exists(r => rule.When is null || BruteForce.Holds(rule.When, r)), !route.Rules[i].Holds.IsEmpty);
                Assert.Equal(requests.TrueForAll(r => rule.When is null || BruteForce.Holds(rule.When, r)), route.Rules[i].Holds.IsEverything);
            }

            Assert.Equal(deciding.Contains(-1), !route.Gap.IsEmpty);
        });

    [Fact]
    public void HidingRulesCoverTheHiddenOneAndNoneIsNeedless() => RandomPolicies.ForEach(Policies,
        static sample =>
        {
            var route = RouteAnalysis.Of(sample.Policy);
            var requests = BruteForce.Requests(sample.Facts).ToList();
            for (var i = 0; i < sample.Policy.Rules.Count; i++)
            {
                if (sample.Policy.Rules[i].When is not { } hidden || !route.Rules[i].Reached.IsEmpty || route.Rules[i].Holds.IsEmpty)
                {
                    continue;
                }

                var hiding = route.HiddenBy(i);
                var wanted = requests.FindAll(r => BruteForce.Holds(hidden, r));
                Assert.True(Cover(sample.Policy, hiding, wanted));
                Assert.All(hiding, dropped => Assert.False(Cover(sample.Policy, hiding.Where(h => h != dropped), wanted)));
            }
        });

    [Fact]
    public void WorstCaseIsTheDearestPathOfAnyRequest() => RandomPolicies.ForEach(Policies,
        static sample =>
        {
            var costs = CostAnalysis.Explain(sample.Policy).ToDictionary(static c => c.Rule, StringComparer.Ordinal);
            var facts = sample.Facts.Append("input.tokens").ToList();
            var worst = BruteForce.Requests(facts)
                .Select(r => (Rule: FirstRule(sample.Policy, r), r.Tokens))
                .Where(static r => r.Rule >= 0)
                .GroupBy(static r => r.Rule)
                .ToDictionary(g => sample.Policy.Rules[g.Key].Name, g => g.Max(r => Dearest(sample.Policy, g.Key, r.Tokens)), StringComparer.Ordinal);

            Assert.Equal(worst.Keys.Order(), costs.Keys.Order());
            Assert.All(worst, pair => Assert.Equal(pair.Value, costs[pair.Key].WorstCase));
        });

    [Fact]
    public void WitnessesAreRequestsOfTheirSet() => RandomPolicies.ForEach(Policies,
        static sample =>
        {
            var route = RouteAnalysis.Of(sample.Policy);
            foreach (var reach in route.Rules.Where(static r => !r.Reached.IsEmpty))
            {
                // Pinning the route to the witness leaves exactly this rule.
                var witness = route.Space.WitnessOf(reach.Reached);
                var pinned = witness.Facts.Aggregate(route.Space.All, (set, f) => route.Space.WherePinned(set, f.Name, f.Value));
                Assert.False(route.Space.Intersect(pinned, reach.Reached).IsEmpty);
                Assert.True(route.Space.Except(pinned, reach.Reached).IsEmpty);
            }
        });

    private static int FirstRule(PolicyDeclaration policy, SampleRequest request)
    {
        for (var i = 0; i < policy.Rules.Count; i++)
        {
            if (policy.Rules[i].When is not { } when || BruteForce.Holds(when, request))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool Cover(PolicyDeclaration policy, IEnumerable<int> rules, List<SampleRequest> wanted) =>
        wanted.TrueForAll(r => rules.Any(i => policy.Rules[i].When is not { } when || BruteForce.Holds(when, r)));

    private static decimal Dearest(PolicyDeclaration policy, int rule, decimal tokens)
    {
        var calls = 1 + (policy.Fallback!.Retry?.Count ?? 0);
        var models = policy.Fallback.Steps.Select(static s => s.Model).Prepend(policy.Plans[policy.Rules[rule].Plan].Steps[0].Model).Distinct();
        return models.Select(m => policy.Models[m])
            .Sum(m => calls * ((m.PriceInput * Math.Min(tokens, m.ContextTokens)) + (m.PriceOutput * m.MaxOutputTokens)));
    }
}
