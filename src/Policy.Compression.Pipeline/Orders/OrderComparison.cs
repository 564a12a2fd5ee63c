using OptPolicy.Compression.Pipeline.Planning;

namespace OptPolicy.Compression.Pipeline.Orders;

/// <summary>Every order of a declaration. Immutable.</summary>
/// <param name="Problems">What stands against it; with an error among them nothing was run.</param>
/// <param name="Orders">The orders.</param>
public sealed record OrderComparison(IReadOnlyList<PipelineProblem> Problems, IReadOnlyList<OrderResult> Orders);
