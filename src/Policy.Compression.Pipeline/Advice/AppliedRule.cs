namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>A rule as it applies here. Immutable.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Here">The figures of this model, data or machine that made it apply.</param>
public sealed record AppliedRule(AdviceRule Rule, string Here);
