namespace OptPolicy.Evaluation.Measuring;

/// <summary>A quantile of some samples with its 95 % bootstrap interval, and the least sample: what an idle machine comes near to.</summary>
internal readonly record struct Estimate(double Value, double Low, double High, int N, double Least)
{
    private const int Resamples = 2000;

    public static Estimate Median(double[] samples, int seed = 1) => Quantile(samples, 0.5, seed);

    public static Estimate Quantile(double[] samples, double quantile, int seed = 1)
    {
        if (samples.Length == 0)
            throw new ArgumentException("An estimate needs samples.", nameof(samples));
        var random = new Random(seed);
        var drawn = new double[samples.Length];
        var values = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            for (var j = 0; j < drawn.Length; j++)
                drawn[j] = samples[random.Next(samples.Length)];
            values[i] = Of(drawn, quantile);
        }

        Array.Sort(values);
        return new Estimate(Of([.. samples], quantile), values[(int)(Resamples * 0.025)], values[(int)(Resamples * 0.975)], samples.Length, samples.Min());
    }

    public Estimate Times(double factor) => new(Value * factor, Low * factor, High * factor, N, Least * factor);

    private static double Of(double[] samples, double quantile)
    {
        Array.Sort(samples);
        var position = quantile * (samples.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, samples.Length - 1);
        return samples[below] + ((position - below) * (samples[above] - samples[below]));
    }
}
