using System.Collections.Immutable;

namespace OptPolicy.Hosting.Explanation;

/// <summary>A condition, or a part of one, and whether it held.</summary>
/// <param name="Text">As the policy writes it.</param>
/// <param name="Fact">The fact that it reads; null for <c>and</c>, <c>or</c>, <c>not</c> and predicates.</param>
/// <param name="Value">What the fact was for the request.</param>
/// <param name="Parts">The operands of <c>and</c>, <c>or</c> and <c>not</c>.</param>
public sealed record ConditionExplanation(string Text, bool Holds, string? Fact, object? Value, ImmutableArray<ConditionExplanation> Parts)
{
    /// <summary>Its comparisons and predicates, left to right.</summary>
    public IEnumerable<ConditionExplanation> Leaves => Parts.IsEmpty ? [this] : Parts.SelectMany(static part => part.Leaves);
}
