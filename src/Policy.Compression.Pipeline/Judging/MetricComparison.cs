namespace OptPolicy.Compression.Pipeline.Judging;

/// <summary>One metric of the original and of the model that was made. Immutable.</summary>
/// <param name="Metric">For example <c>task_success</c>.</param>
/// <param name="Original">The original's value.</param>
/// <param name="Made">The made model's value.</param>
/// <param name="Count">Examples or measurements it rests on.</param>
public sealed record MetricComparison(string Metric, double Original, double Made, int Count)
{
    /// <summary>Ends of the 95 % interval of the made model's value; <see langword="null"/> when it is exact.</summary>
    public double? Low { get; init; }

    /// <summary>See <see cref="Low"/>.</summary>
    public double? High { get; init; }

    /// <summary>Whether a larger value is worse.</summary>
    public bool IsLowerBetter { get; init; }
}
