using System.Collections.Immutable;
using OptPolicy.Hosting;
using OptPolicy.Hosting.Explanation;
using OptPolicy.Language.Analysis;

namespace OptPolicy.Cli.Explaining;

/// <summary>Where a request goes, why, and what it can cost.</summary>
/// <param name="Facts">The facts that the rules looked at, and the size of the input.</param>
/// <param name="Rules">Every rule in priority order.</param>
/// <param name="Candidates">The models of the rule's plan and then of the fallback.</param>
/// <param name="Cache">What the exact cache does with it.</param>
/// <param name="SemanticCache">By what rule the semantic one would serve a near answer.</param>
/// <param name="Cost">Of the rule that decided; null when it cannot be computed.</param>
internal sealed record RequestExplanation(
    LoadedPolicy Policy,
    ImmutableArray<(string Name, string Value)> Facts,
    ImmutableArray<RuleExplanation> Rules,
    ImmutableArray<CandidateExplanation> Candidates,
    string Cache,
    string SemanticCache,
    RuleCost? Cost,
    ImmutableArray<string> Predicates)
{
    public RuleExplanation Decided => Rules.First(static rule => rule.Decides);
}

/// <summary>A model that may answer.</summary>
/// <param name="Reason">Why it is in the line: <c>rule</c>, <c>cascade</c> or <c>fallback</c>.</param>
/// <param name="Skipped">Why it cannot serve the request; null when it can.</param>
/// <param name="Estimate">Dollars for the estimated input and 250 output tokens.</param>
internal sealed record CandidateExplanation(string Model, string Reason, string? Skipped, decimal Estimate);
