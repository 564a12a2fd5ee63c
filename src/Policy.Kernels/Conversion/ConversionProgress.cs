namespace OptPolicy.Kernels.Conversion;

/// <summary>How far a conversion is.</summary>
/// <param name="Step">What is being done, for people.</param>
/// <param name="Done">Parts of this step that are done.</param>
/// <param name="Total">Parts of this step.</param>
public readonly record struct ConversionProgress(string Step, long Done, long Total);
