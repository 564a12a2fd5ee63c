using System.Diagnostics;

namespace OptPolicy.Evaluation.Measuring;

/// <summary>Collects timings. Every sample is a mean over enough calls to be far above the clock's resolution.</summary>
/// <param name="Samples">How many samples.</param>
/// <param name="SampleTime">How long one sample takes at least.</param>
/// <param name="Warmup">How long code runs before the first sample, so that tiered compilation has settled.</param>
internal sealed record Sampling(int Samples, TimeSpan SampleTime, TimeSpan Warmup)
{
    public static Sampling Thorough { get; } = new(60, TimeSpan.FromMilliseconds(60), TimeSpan.FromSeconds(2));

    public static Sampling Quick { get; } = new(15, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(500));

    /// <returns>Nanoseconds a call, sample by sample.</returns>
    public double[] Time(Action call)
    {
        var calls = CallsPerSample(call);
        var samples = new double[Samples];
        for (var i = 0; i < samples.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var j = 0; j < calls; j++)
                call();
            samples[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
        }

        return samples;
    }

    /// <returns>Nanoseconds that the second call takes longer than the first, pair by pair: both run in the same weather.</returns>
    public double[] TimeDifference(Action without, Action with)
    {
        var calls = Math.Max(CallsPerSample(without), CallsPerSample(with)) / 2 + 1;
        var samples = new double[Samples];
        for (var i = 0; i < samples.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var j = 0; j < calls; j++)
                without();
            var middle = Stopwatch.GetTimestamp();
            for (var j = 0; j < calls; j++)
                with();
            samples[i] = (Stopwatch.GetElapsedTime(middle).TotalNanoseconds - Stopwatch.GetElapsedTime(start, middle).TotalNanoseconds) / calls;
        }

        return samples;
    }

    private long CallsPerSample(Action call)
    {
        var start = Stopwatch.GetTimestamp();
        long calls = 0;
        while (Stopwatch.GetElapsedTime(start) < Warmup)
        {
            call();
            calls++;
        }

        // The second half of the warm-up would do, but compilation threads compete with all of it on small machines.
        return Math.Max(1, (long)(calls * (SampleTime / Warmup)));
    }
}
