using System.Collections.Immutable;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Analysis;

/// <summary>Which models may answer the requests of a rule, and what a request can need that a model lacks.</summary>
internal static class ServingAnalysis
{
    /// <summary>A request fact and the capability that it makes necessary.</summary>
    public static readonly ImmutableArray<(string Fact, string Capability)> Needs =
    [
        ("has_tools", "tools"), ("has_images", "vision"), ("has_audio", "audio"), ("wants_json", "json"),
    ];

    /// <summary>The plan's models in order, then the fallback's that are not among them.</summary>
    public static ImmutableArray<int> Candidates(PolicyDeclaration policy, RuleDeclaration rule)
    {
        var plan = policy.Plans[rule.Plan].Steps.Items.Select(static s => s.Model);
        var fallback = policy.Fallback?.Steps.Items.Select(static s => s.Model) ?? [];
        return [.. plan.Concat(fallback).Distinct()];
    }

    public static bool Supports(this ModelDeclaration model, string capability) => model.Supports.Items.Contains(capability);

    /// <summary>Whether requests of this size fit; an unknown window fits everything.</summary>
    public static bool Fits(this ModelDeclaration model, decimal inputTokens) =>
        model.ContextTokens == 0 || inputTokens <= model.ContextTokens;
}
