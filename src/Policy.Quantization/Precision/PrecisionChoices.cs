namespace OptPolicy.Quantization.Precision;

/// <summary>What the grids at hand would cost one matrix. Immutable by convention.</summary>
/// <param name="Matrix">The matrix's name.</param>
/// <param name="Choices">At least one, in any order.</param>
public sealed record PrecisionChoices(string Matrix, IReadOnlyList<PrecisionChoice> Choices);
