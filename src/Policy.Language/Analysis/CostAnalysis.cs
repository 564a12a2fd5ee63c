using System.Collections.Immutable;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Analysis;

/// <summary>What one request can cost and what it usually costs, by rule; the upper bounds are proofs.</summary>
/// <remarks>
/// Where a rule bounds <c>input.tokens</c>, that bound counts, in the tokens that the fact counts; everywhere else the context
/// window does. Only a request budget, which reserves by bytes, also bounds what a provider's own tokenizer adds.
/// </remarks>
public static class CostAnalysis
{
    /// <summary>The request that typical costs are quoted for.</summary>
    public const int TypicalInputTokens = 1000;

    /// <summary>The answer that typical costs are quoted for.</summary>
    public const int TypicalOutputTokens = 250;

    /// <summary>One line a reachable rule, in priority order.</summary>
    public static ImmutableArray<RuleCost> Explain(PolicyDeclaration policy) => Explain(policy, RouteAnalysis.Of(policy));

    /// <summary>Cost of a 1,000-token request with a 250-token answer.</summary>
    public static decimal TypicalCost(ModelDeclaration model) =>
        (model.PriceInput * TypicalInputTokens) + (model.PriceOutput * TypicalOutputTokens);

    /// <summary>The largest bound of all rules; null when one has none.</summary>
    public static decimal? WorstCase(ImmutableArray<RuleCost> rules) =>
        rules.IsEmpty || rules.Any(static r => r.WorstCase is null) ? null : rules.Max(static r => r.WorstCase);

    internal static ImmutableArray<RuleCost> Explain(PolicyDeclaration policy, RouteAnalysis route) =>
        [.. route.Rules.Where(static r => !r.Reached.IsEmpty).Select(reach => Explain(policy, route.Space, reach))];

    private static RuleCost Explain(PolicyDeclaration policy, ConditionSpace space, RuleReach reach)
    {
        var (_, inputLimit) = space.Bounds(reach.Reached, "input.tokens");
        var plan = policy.Plans[reach.Rule.Plan];
        var repeats = 1 + (policy.Fallback?.Retry?.Count ?? 0);
        var attempts = ImmutableArray.CreateBuilder<AttemptCost>();
        foreach (var index in ServingAnalysis.Candidates(policy, reach.Rule))
        {
            attempts.Add(Attempt(policy, index, inputLimit, repeats));
        }

        var judge = Judge(policy);
        var cap = RequestCap(policy);
        var sum = attempts.Aggregate((decimal?)0, static (total, a) => total + a.WorstCase);
        return new RuleCost(reach.Rule.Name, plan.Name, TypicalCost(policy.Models[plan.Steps[0].Model]), attempts.ToImmutable())
        {
            RequestBudget = cap,
            Judge = judge,
            WorstCase = (cap is { } limit ? Math.Min(limit, sum ?? limit) : sum) + (judge is null ? 0 : judge.WorstCase),
            Witness = space.WitnessOf(reach.Reached),
        };
    }

    private static AttemptCost Attempt(PolicyDeclaration policy, int index, decimal? inputLimit, int repeats)
    {
        var model = policy.Models[index];
        var bound = AttemptBound.Of(model, inputLimit);

        // Where a budget denies the attempt, the model it degrades to answers in its place and may cost more.
        foreach (var step in policy.Budgets.Items.SelectMany(static b => b.Steps))
        {
            if (step.DegradeModel is { } degraded && AttemptBound.Of(policy.Models[degraded], inputLimit) is var other
                && (other.Dollars is null || other.Dollars > bound.Dollars))
            {
                bound = other;
                model = policy.Models[degraded];
            }
        }

        return new AttemptCost(model.Name, repeats, bound.InputTokens, bound.OutputTokens, bound.Dollars);
    }

    /// <summary>
    /// The model that judges near hits is asked at most twice: before a hit is served, and in the background about one that was audited or almost was one. An
    /// audited hit also calls a model, which is then the only time: it never adds to what a request costs that no hit answers.
    /// </summary>
    private static AttemptCost? Judge(PolicyDeclaration policy)
    {
        if (policy.SemanticCache?.Verifier?.Model is not { } index)
        {
            return null;
        }

        var bound = AttemptBound.Of(policy.Models[index], inputLimit: null);
        return new AttemptCost(policy.Models[index].Name, 2, bound.InputTokens, bound.OutputTokens, bound.Dollars);
    }

    /// <summary>A budget of the request itself is reserved before every attempt, so the sum of the attempts stays below it.</summary>
    private static decimal? RequestCap(PolicyDeclaration policy)
    {
        var limits = policy.Budgets.Items.Where(static b => b.Scope == BudgetScope.Request).Select(b => Largest(policy, b.Limit)).ToList();
        return limits.Count == 0 ? null : limits.Min();
    }

    private static decimal Largest(PolicyDeclaration policy, SettingValue value) =>
        value.Tunable is { } tunable ? policy.Tunables[tunable].High.Number : value.Value.Number;
}
