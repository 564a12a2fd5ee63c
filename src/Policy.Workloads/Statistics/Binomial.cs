namespace OptPolicy.Workloads.Statistics;

/// <summary>The number of successes in independent trials.</summary>
internal static class Binomial
{
    public static double Probability(int successes, int trials, double chance)
    {
        if (successes < 0 || successes > trials)
            return 0;
        if (chance is 0 or 1)
            return successes == (chance == 0 ? 0 : trials) ? 1 : 0;
        var logarithm = successes * Math.Log(chance) + (trials - successes) * Math.Log(1 - chance);
        for (var i = 1; i <= Math.Min(successes, trials - successes); i++)
            logarithm += Math.Log((trials - Math.Min(successes, trials - successes) + i) / (double)i);
        return Math.Exp(logarithm);
    }

    /// <summary>The probability of at most so many successes; summed outwards from the largest term, so that nothing underflows before it matters.</summary>
    public static double Cumulative(int successes, int trials, double chance)
    {
        var mode = (int)Math.Floor((trials + 1) * chance);
        if (successes >= trials)
            return 1;
        if (successes > mode)
            return 1 - Sum(successes + 1, 1, trials, chance);
        return Sum(successes, -1, trials, chance);
    }

    private static double Sum(int from, int step, int trials, double chance)
    {
        var term = Probability(from, trials, chance);
        var sum = term;
        var odds = chance / (1 - chance);
        for (var k = from; k + step >= 0 && k + step <= trials && term > sum * 1e-17; k += step)
        {
            term *= step < 0 ? k / ((trials - k + 1) * odds) : (trials - k) * odds / (k + 1);
            sum += term;
        }

        return Math.Min(1, sum);
    }
}
