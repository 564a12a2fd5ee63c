namespace OptPolicy.Compression.Pipeline.Orders;

/// <summary>A mean and its two-sided 95 % interval by Student's t. Immutable.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The lower end; <see langword="null"/> for a single value, which says nothing about others.</param>
/// <param name="High">The upper end.</param>
public sealed record StudentInterval(double Mean, double? Low, double? High)
{
    // Two-sided 97.5 % quantiles for 1, 2, … degrees of freedom.
    private static readonly double[] Quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

    private const double NormalQuantile = 1.96;

    /// <summary>The interval of some values.</summary>
    public static StudentInterval Of(IReadOnlyList<double> values)
    {
        var (count, mean) = (values.Count, values.Average());
        if (count < 2)
            return new StudentInterval(mean, null, null);
        var deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (count - 1));
        var half = (count - 2 < Quantiles.Length ? Quantiles[count - 2] : NormalQuantile) * deviation / Math.Sqrt(count);
        return new StudentInterval(mean, mean - half, mean + half);
    }
}
