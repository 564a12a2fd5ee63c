namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>What to do with a model, in the order in which to do it. Immutable.</summary>
/// <param name="Request">What it rests on.</param>
/// <param name="Recommendations">One for every technique, the least invasive first.</param>
/// <param name="Warnings">What is wrong with the tasks or the data, whatever is done.</param>
public sealed record CompressionAdvice(AdviceRequest Request, IReadOnlyList<Recommendation> Recommendations, IReadOnlyList<AppliedRule> Warnings);
