namespace OptPolicy.Workloads.Statistics;

/// <summary>
/// What a gate on lost successes can decide before anything is run: from the number of tasks, the baseline's success rate, and the share of tasks on which two
/// equally good models differ (a pilot's <see cref="PairedCounts.Discordance"/>). Normal approximation of the test in <see cref="PairedRatio"/>. Immutable.
/// </summary>
/// <param name="Tasks">Planned tasks.</param>
/// <param name="CanPass">Whether a model without a single difference would pass.</param>
/// <param name="Power">The chance that a model that is truly as good passes.</param>
/// <param name="NeededToPass">Tasks from which <paramref name="CanPass"/> holds; <see langword="null"/> when no number does.</param>
/// <param name="NeededForPower">Tasks from which the power is 80 %; <see langword="null"/> when no number does.</param>
public sealed record DropPower(int Tasks, bool CanPass, double Power, int? NeededToPass, int? NeededForPower)
{
    /// <summary>The share of differing tasks that is assumed without a pilot: what 4-bit weights in groups did on tool calls.</summary>
    public const double DefaultDiscordance = 0.03;

    private const int TasksMax = 10_000_000;
    private const double WantedPower = 0.8;

    /// <summary>Checks a plan.</summary>
    /// <param name="tasks">From 1.</param>
    /// <param name="drop">The largest drop that passes, as a share of the baseline's successes.</param>
    /// <param name="baselineRate">The baseline's success rate, above 0 up to 1.</param>
    /// <param name="discordance">The share of tasks with different outcomes, half to each side.</param>
    /// <param name="confidence">One-sided, between 0.5 and 1.</param>
    public static DropPower Of(int tasks, double drop, double baselineRate, double discordance = DefaultDiscordance, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tasks, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(baselineRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(baselineRate, 1);
        var differing = Math.Min(discordance, 2 * Math.Min(baselineRate, 1 - baselineRate));
        var z = NormalDistribution.Quantile(confidence);
        double PowerAt(int count) => Chance(count, drop, baselineRate, differing, z);
        if (drop <= 0)
            return new(tasks, CanPass: false, drop < 0 ? 0 : 1 - confidence, null, null);
        var toPass = NeededSuccesses(drop, confidence) / baselineRate;
        int? needed = toPass <= TasksMax ? (int)Math.Ceiling(toPass) : null;
        return new(tasks, tasks >= needed, PowerAt(tasks), needed, First(count => count >= needed && PowerAt(count) >= WantedPower));
    }

    /// <summary>Successes of the baseline from which a candidate without a difference passes: the score interval then ends at z² ÷ (successes + z²).</summary>
    /// <param name="drop">Above 0.</param>
    /// <param name="confidence">One-sided.</param>
    public static double NeededSuccesses(double drop, double confidence = 0.95)
    {
        var z = NormalDistribution.Quantile(confidence);
        return drop >= 1 ? 0 : z * z * (1 - drop) / drop;
    }

    private static double Chance(int count, double drop, double rate, double differing, double z)
    {
        if (drop >= 1)
            return 1;
        var (ratio, half) = (1 - drop, differing / 2);
        var (both, mean) = (rate - half, rate * drop);
        var variance = both * drop * drop + half + half * ratio * ratio - mean * mean;
        var nullVariance = PairedRatio.Variance(both * count, half * count, half * count, count, ratio);
        var room = count * mean - z * Math.Sqrt(count * nullVariance);
        return variance > 0 ? NormalDistribution.Cumulative(room / Math.Sqrt(count * variance)) : room >= 0 ? 1 : 0;
    }

    private static int? First(Func<int, bool> holds)
    {
        var high = 1;
        while (!holds(high))
        {
            if (high >= TasksMax)
                return null;
            high = Math.Min(high * 2, TasksMax);
        }

        var low = high / 2;
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            (low, high) = holds(middle) ? (low, middle) : (middle, high);
        }

        return high;
    }
}
