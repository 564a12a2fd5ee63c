namespace OptPolicy.Quantization.Precision;

/// <summary>The grid that one matrix gets. Immutable.</summary>
/// <param name="Matrix">The matrix's name.</param>
/// <param name="Choice">The grid and its cost.</param>
/// <param name="Reason">Why, in a sentence for reports.</param>
public sealed record PrecisionAssignment(string Matrix, PrecisionChoice Choice, string Reason);
