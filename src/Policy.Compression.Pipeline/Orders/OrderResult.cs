using OptPolicy.Compression.Pipeline.Judging;

namespace OptPolicy.Compression.Pipeline.Orders;

/// <summary>One order with what came out over all seeds. Immutable.</summary>
/// <param name="Order">The order, for example <c>P-KD-Q (gptq)</c>.</param>
/// <param name="IsAdmissible">Whether a policy may declare it.</param>
/// <param name="IsOnGrid">Whether the result really has the declared format.</param>
/// <param name="Seeds">Runs.</param>
/// <param name="Metrics">Means over the seeds with 95 % intervals (Student's t) beside the original's values.</param>
public sealed record OrderResult(string Order, bool IsAdmissible, bool IsOnGrid, int Seeds, IReadOnlyList<MetricComparison> Metrics)
{
    /// <summary>The rule that forbids it.</summary>
    public string? Code { get; init; }

    /// <summary>The same metrics against those of the first order, seed by seed.</summary>
    public IReadOnlyList<OrderContrast> Contrasts { get; init; } = [];
}
