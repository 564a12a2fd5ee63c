namespace OptPolicy.Workloads.Statistics;

/// <summary>The exact interval of a share (Clopper, Pearson 1934): it never holds the true share less often than it says.</summary>
public static class ClopperPearson
{
    private const int Halvings = 60, FractionSteps = 400;
    private const double Tiny = 1e-300, Converged = 1e-15;

    /// <summary>The two-sided interval.</summary>
    /// <param name="successes">From 0 to <paramref name="count"/>.</param>
    /// <param name="count">From 0; without examples the interval is everything.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    public static Interval Interval(int successes, int count, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, count);
        var tail = (1 - confidence) / 2;
        return count == 0
            ? new(double.NaN, 0, 1, confidence)
            : new(successes / (double)count, 1 - Upper(count - successes, count, 1 - tail), Upper(successes, count, 1 - tail), confidence);
    }

    /// <summary>The largest share that is not ruled out: of this one, so few successes or fewer are seen with a probability of 1 − <paramref name="confidence"/>.</summary>
    public static double Upper(int successes, int count, double confidence = 0.95)
    {
        if (successes >= count)
            return 1;
        double low = (double)successes / count, high = 1;
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;

            // P(X ≤ k) of a binomial is the regularised incomplete beta function at 1 − p with n − k and k + 1.
            if (RegularizedBeta(1 - middle, count - successes, successes + 1) > 1 - confidence)
                low = middle;
            else
                high = middle;
        }

        return high;
    }

    /// <summary>The least examples without a success after which <see cref="Upper"/> is at most <paramref name="share"/>.</summary>
    public static int ExamplesNeeded(double share, double confidence = 0.95) => (int)Math.Ceiling(Math.Log(1 - confidence) / Math.Log(1 - share));

    private static double RegularizedBeta(double x, double a, double b)
    {
        if (x is <= 0 or >= 1)
            return x <= 0 ? 0 : 1;
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(x, a, b) / a : 1 - front * Fraction(1 - x, b, a) / b;
    }

    // Lentz's evaluation of the continued fraction of the incomplete beta function (DLMF 8.17.22).
    private static double Fraction(double x, double a, double b)
    {
        var (c, d) = (1.0, 1 / NotZero(1 - (a + b) * x / (a + 1)));
        var result = d;
        for (var m = 1; m <= FractionSteps; m++)
        {
            Step(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)));
            var change = Step(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)));
            if (Math.Abs(change - 1) < Converged)
                break;
        }

        return result;

        double Step(double term)
        {
            d = 1 / NotZero(1 + term * d);
            c = NotZero(1 + term / c);
            result *= c * d;
            return c * d;
        }
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    // Stirling's series, from where it is exact to double precision (DLMF 5.11.1).
    private static double LogGamma(double x)
    {
        const double From = 12;
        var shift = 0.0;
        for (; x < From; x++)
            shift += Math.Log(x);
        var square = x * x;
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - 1 / (1680.0 * square)) / square) / square) / x - shift;
    }
}
