using OptPolicy.Language.Binding;
using OptPolicy.Language.Checking.Budgets;
using OptPolicy.Language.Checking.Caching;
using OptPolicy.Language.Checking.Cascades;
using OptPolicy.Language.Checking.Costs;
using OptPolicy.Language.Checking.Fallbacks;
using OptPolicy.Language.Checking.Names;
using OptPolicy.Language.Checking.Retrieval;
using OptPolicy.Language.Checking.Routing;
using OptPolicy.Language.Checking.Tests;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking;

/// <summary>Decides what follows from a policy as a whole: reachability, gaps, capability fit and cost bounds.</summary>
public static class PolicyChecker
{
    /// <summary>Reports every logic mistake of a bound policy and returns the policy with what the analysis proved.</summary>
    public static PolicyDeclaration Check(PolicyDeclaration policy, BoundPolicyInfo info, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(diagnostics);

        var context = new CheckContext(policy, info, diagnostics);
        RuleReachCheck.Report(context);
        CandidateCheck.Report(context);
        CascadeCheck.Report(context);
        FallbackCheck.Report(context);
        BudgetCheck.Report(context);
        AnswerCacheCheck.Report(context);
        SemanticCacheCheck.Report(context);
        FalseHitCheck.Report(context);
        VerificationCheck.Report(context);
        CapacityCheck.Report(context);
        RetrievalCheck.Report(context);
        GeneratedNameCheck.Report(context);
        PolicyTestCheck.Report(context);
        return EndWithOtherwise(context) with { WorstCaseCost = CostBoundCheck.Report(context) };
    }

    /// <summary>Where the rules cover every request without <c>otherwise</c>, the last one needs no test: nothing else is left for it.</summary>
    private static PolicyDeclaration EndWithOtherwise(CheckContext context)
    {
        var policy = context.Policy;
        if (!context.Route.Gap.IsEmpty || policy.Rules.IsEmpty || policy.Rules[^1].When is null)
        {
            return policy;
        }

        var last = policy.Rules[^1] with { When = null };
        return policy with { Rules = policy.Rules.Items.SetItem(policy.Rules.Count - 1, last).ToEquatableArray() };
    }
}
