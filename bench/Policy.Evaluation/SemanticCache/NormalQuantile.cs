namespace OptPolicy.Evaluation.SemanticCache;

/// <summary>Quantiles of the standard normal distribution by bisection of Abramowitz and Stegun's 7.1.26; to 1e-6, which is more than labels tell.</summary>
internal static class NormalQuantile
{
    private const double Farthest = 8;

    public static double Of(double probability)
    {
        var (low, high) = (-Farthest, Farthest);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (Cumulative(middle) < probability)
                low = middle;
            else
                high = middle;
        }

        return high;
    }

    private static double Cumulative(double x)
    {
        var t = 1 / (1 + 0.3275911 * Math.Abs(x) / Math.Sqrt(2));
        var error = 1 - ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.Exp(-x * x / 2);
        return x >= 0 ? (1 + error) / 2 : (1 - error) / 2;
    }
}
