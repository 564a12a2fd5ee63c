namespace OptPolicy.Evaluation.Measuring;

/// <summary>The ratio of two sums over the same cases, with its 95 % bootstrap interval over cases.</summary>
internal readonly record struct RatioEstimate(double Value, double Low, double High)
{
    private const int Resamples = 2000;

    public static RatioEstimate Of(double[] above, double[] below, int seed = 1)
    {
        var random = new Random(seed);
        var ratios = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            var (a, b) = (0.0, 0.0);
            for (var j = 0; j < above.Length; j++)
            {
                var drawn = random.Next(above.Length);
                (a, b) = (a + above[drawn], b + below[drawn]);
            }

            ratios[i] = a / b;
        }

        Array.Sort(ratios);
        return new RatioEstimate(above.Sum() / below.Sum(), ratios[(int)(Resamples * 0.025)], ratios[(int)(Resamples * 0.975)]);
    }
}
