using OptPolicy.Language.Semantics;

namespace OptPolicy.Hosting.Explanation;

/// <summary>Why a rule did or did not hold for a request.</summary>
/// <param name="Holds">Whether its condition held; an earlier rule may still have decided.</param>
/// <param name="Decides">Whether it is the rule that decided.</param>
/// <param name="Condition">Null for <c>otherwise</c>.</param>
public sealed record RuleExplanation(RuleDeclaration Rule, bool Holds, bool Decides, ConditionExplanation? Condition);
