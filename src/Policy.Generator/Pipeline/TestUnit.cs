namespace OptPolicy.Generator.Pipeline;

/// <summary>Tests to emit.</summary>
/// <param name="PolicyType">The policy's class, fully qualified; <see langword="null"/> until a referenced project is found that compiles it.</param>
internal sealed record TestUnit(PolicyUnit Unit, string? PolicyType);
