namespace OptPolicy.Workloads.Statistics;

/// <summary>Computes a statistic of some of the examples.</summary>
/// <param name="indices">Which examples, with repetitions.</param>
public delegate double ResampledStatistic(ReadOnlySpan<int> indices);

/// <summary>Bias-corrected and accelerated bootstrap intervals (Efron 1987). Draw pairs, documents or sessions: what is drawn must be independent.</summary>
public static class Bootstrap
{
    /// <summary>Draws when none are given.</summary>
    public const int DefaultResamples = 2000;

    /// <summary>The two-sided interval. A statistic that is the same for all examples has an interval without width; use a score interval for rates.</summary>
    /// <param name="count">Examples, from 1.</param>
    /// <param name="statistic">Is called with the examples as they are, with each left out once, and with every draw.</param>
    /// <param name="seed">Of the draws: equal seeds give equal intervals.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <param name="resamples">Draws.</param>
    public static Interval Interval(int count, ResampledStatistic statistic, int seed, double confidence = 0.95, int resamples = DefaultResamples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 100);
        var indices = Enumerable.Range(0, count).ToArray();
        var value = statistic(indices);
        var draws = Draw(count, statistic, seed, resamples);
        var below = draws.Count(draw => draw < value) + draws.Count(draw => draw == value) / 2d;
        var bias = NormalDistribution.Quantile(Math.Clamp(below / resamples, 0.5 / resamples, 1 - 0.5 / resamples));
        var acceleration = Acceleration(indices, statistic);
        double End(double probability)
        {
            var z = bias + NormalDistribution.Quantile(probability);
            return Percentile(draws, NormalDistribution.Cumulative(bias + z / (1 - acceleration * z)));
        }

        return new(value, End((1 - confidence) / 2), End((1 + confidence) / 2), confidence);
    }

    private static double[] Draw(int count, ResampledStatistic statistic, int seed, int resamples)
    {
        var random = new Random(seed);
        var drawn = new int[count];
        var draws = new double[resamples];
        foreach (ref var draw in draws.AsSpan())
        {
            foreach (ref var index in drawn.AsSpan())
                index = random.Next(count);
            draw = statistic(drawn);
        }

        Array.Sort(draws);
        return draws;
    }

    /// <summary>From the skewness of the jackknife.</summary>
    private static double Acceleration(int[] indices, ResampledStatistic statistic)
    {
        if (indices.Length < 2)
            return 0;
        var left = new double[indices.Length];
        var others = indices[1..];
        for (var i = 0; i < indices.Length; i++)
        {
            left[i] = statistic(others);
            if (i < others.Length)
                others[i] = indices[i];
        }

        var mean = left.Average();
        var (squares, cubes) = (left.Sum(value => Math.Pow(mean - value, 2)), left.Sum(value => Math.Pow(mean - value, 3)));
        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
    }

    private static double Percentile(double[] sorted, double probability)
    {
        var place = Math.Clamp(probability, 0, 1) * (sorted.Length - 1);
        var low = (int)Math.Floor(place);
        return low + 1 < sorted.Length ? sorted[low] + (place - low) * (sorted[low + 1] - sorted[low]) : sorted[^1];
    }
}
