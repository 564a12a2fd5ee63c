using OptPolicy.Language.Analysis;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Checking.Routing;

/// <summary>Models that cannot serve what a rule sends them: a missing capability, or a context window that is too small.</summary>
internal static class CandidateCheck
{
    public static void Report(CheckContext context)
    {
        foreach (var reach in context.Route.Rules)
        {
            if (reach.Reached.IsEmpty || reach.Reached.IsUndecided)
            {
                continue;
            }

            if (!ReportMisfits(context, reach))
            {
                ReportUnserved(context, reach);
            }
        }
    }

    /// <returns>Whether the rule's own models cannot serve it at all.</returns>
    private static bool ReportMisfits(CheckContext context, RuleReach reach)
    {
        var space = context.Route.Space;
        var steps = context.Policy.Plans[reach.Rule.Plan].Steps.Items;
        foreach (var (fact, capability) in ServingAnalysis.Needs)
        {
            if (!space.Requires(reach.Reached, fact))
            {
                continue;
            }

            if (!steps.Any(s => context.Policy.Models[s.Model].Supports(capability)))
            {
                context.Report(DiagnosticCatalog.MissingCapability, reach.Rule.TargetSpan, reach.Rule.Name, Noun(fact), TargetName(context, reach), capability);
                return true;
            }

            ReportDeadSteps(context, reach, s => context.Policy.Models[s.Model].Supports(capability), $"its requests have {Noun(fact)} and the model does not support {capability}");
        }

        var (smallest, _) = space.Bounds(reach.Reached, "input.tokens");
        if (smallest is not { } lower || lower == 0)
        {
            return false;
        }

        if (!steps.Any(s => context.Policy.Models[s.Model].Fits(lower)))
        {
            var largest = steps.Max(s => context.Policy.Models[s.Model].ContextTokens);
            context.Report(DiagnosticCatalog.ContextTooSmall, reach.Rule.TargetSpan, reach.Rule.Name, ConstantText.Tokens(lower), TargetName(context, reach), ConstantText.Tokens(largest));
            return true;
        }

        ReportDeadSteps(context, reach, s => context.Policy.Models[s.Model].Fits(lower), $"its requests have at least {ConstantText.Tokens(lower)} of input, more than the model takes");
        return false;
    }

    private static void ReportDeadSteps(CheckContext context, RuleReach reach, Func<PlanStep, bool> serves, string reason)
    {
        foreach (var step in context.Policy.Plans[reach.Rule.Plan].Steps.Items.Where(s => !serves(s)))
        {
            context.Report(context.At(DiagnosticCatalog.CandidateNeverUsed, step.Span, context.NameOf(step.Model), reach.Rule.Name, reason)
                .WithRelated(reach.Rule.NameSpan, $"rule '{reach.Rule.Name}' leads here"));
        }
    }

    private static void ReportUnserved(CheckContext context, RuleReach reach)
    {
        var space = context.Route.Space;
        var candidates = ServingAnalysis.Candidates(context.Policy, reach.Rule).Select(i => context.Policy.Models[i]).ToList();
        var names = string.Join(", ", candidates.Select(static m => m.Name));
        foreach (var (fact, capability) in ServingAnalysis.Needs)
        {
            // Where nothing in the policy knows the capability, the app does not use it.
            var known = space.Mentions(fact) || context.Policy.AnsweringModels().Any(m => m.Supports(capability));
            var asking = space.WhereFlag(reach.Reached, fact, value: true);
            if (known && !asking.IsEmpty && !candidates.Exists(m => m.Supports(capability)))
            {
                context.Report(DiagnosticCatalog.RequestsWithoutCandidate, reach.Rule.TargetSpan, Describe(space.WitnessOf(asking), fact), reach.Rule.Name, names, $"supports {capability}");
                return;
            }
        }

        var window = candidates.Exists(static m => m.ContextTokens == 0) ? 0 : candidates.Max(static m => m.ContextTokens);
        var (_, largest) = space.Bounds(reach.Reached, "input.tokens");
        if (window > 0 && (largest is null || largest > window) && context.Policy.AnsweringModels().Any(m => m.ContextTokens > window))
        {
            context.Report(DiagnosticCatalog.RequestsWithoutCandidate, reach.Rule.TargetSpan, $"more than {ConstantText.Tokens(window)} of input", reach.Rule.Name, names, "takes that much");
        }
    }

    private static string Describe(Witness witness, string fact) =>
        witness.Facts.IsEmpty ? fact : witness.Facts.Any(f => f.Name == fact) ? witness.ToString() : $"{fact}, {witness}";

    private static string TargetName(CheckContext context, RuleReach reach)
    {
        var plan = context.Policy.Plans[reach.Rule.Plan];
        return plan.IsCascade ? $"cascade '{plan.Name}'" : $"'{plan.Name}'";
    }

    private static string Noun(string fact) => fact switch
    {
        "has_tools" => "tools",
        "has_images" => "images",
        "has_audio" => "audio",
        _ => "a JSON format",
    };
}
