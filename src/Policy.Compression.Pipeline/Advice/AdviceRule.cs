using OptPolicy.Language.Diagnostics;

namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>One rule of the decision framework, with what it rests on. Immutable.</summary>
/// <param name="Name">Stable, for scripts.</param>
/// <param name="Says">The rule, one sentence.</param>
/// <param name="Evidence">Figures that were measured or published.</param>
/// <param name="Source">Where: this project's benchmarks, or a citation.</param>
/// <param name="Lint">The message that the compiler gives for the same mistake; <see langword="null"/> where a policy file cannot make it.</param>
public sealed record AdviceRule(string Name, string Says, string Evidence, string Source, DiagnosticDescriptor? Lint = null);
