namespace OptPolicy.Workloads.Statistics;

/// <summary>The standard normal distribution.</summary>
public static class NormalDistribution
{
    /// <summary>The probability of a value up to <paramref name="z"/>; absolute error below 1e-14.</summary>
    /// <param name="z">Any number.</param>
    public static double Cumulative(double z) => z > 0 ? 1 - UpperTail(z) : UpperTail(-z);

    /// <summary>The value that a share <paramref name="probability"/> does not exceed.</summary>
    /// <param name="probability">Between 0 and 1, both excluded.</param>
    public static double Quantile(double probability)
    {
        if (probability is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies between 0 and 1.");
        var (low, high) = (-40d, 40d);
        for (var i = 0; i < 200 && high - low > 1e-14; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Cumulative(middle) < probability ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>Series near 0, the continued fraction of Laplace beyond (Abramowitz and Stegun, 26.2.11 and 26.2.14).</summary>
    private static double UpperTail(double z)
    {
        var density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        if (z < 3)
        {
            var (term, sum) = (z, z);
            for (var k = 1; k < 100 && Math.Abs(term) > 1e-18; k++)
            {
                term *= z * z / (2 * k + 1);
                sum += term;
            }

            return 0.5 - density * sum;
        }

        var fraction = 0d;
        for (var k = 100; k > 0; k--)
            fraction = k / (z + fraction);
        return density / (z + fraction);
    }
}
