using System.Diagnostics;

namespace OptPolicy.Evaluation.Measuring;

/// <summary>
/// Collects timings. A sample is a mean over enough calls to be far above the clock's resolution and still much shorter than a
/// time slice, so that on a busy machine most samples are undisturbed and the median is right.
/// </summary>
/// <param name="Samples">How many samples.</param>
/// <param name="SampleTime">How long one sample takes at least.</param>
/// <param name="Warmup">How long code runs before the first sample, so that tiered compilation has settled.</param>
internal sealed record Sampling(int Samples, TimeSpan SampleTime, TimeSpan Warmup)
{
    public static Sampling Thorough { get; } = new(600, TimeSpan.FromMicroseconds(200), TimeSpan.FromSeconds(3));

    public static Sampling Quick { get; } = new(100, TimeSpan.FromMicroseconds(100), TimeSpan.FromMilliseconds(500));

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

    // The fastest call says how many fit: the warm-up's mean includes compilation and whatever else the machine does.
    private long CallsPerSample(Action call)
    {
        var begin = Stopwatch.GetTimestamp();
        var fastest = TimeSpan.MaxValue;
        while (Stopwatch.GetElapsedTime(begin) < Warmup)
        {
            var start = Stopwatch.GetTimestamp();
            call();
            var elapsed = Stopwatch.GetElapsedTime(start);
            fastest = elapsed < fastest ? elapsed : fastest;
        }

        return Math.Max(1, (long)(SampleTime / (fastest > TimeSpan.Zero ? fastest : TimeSpan.FromTicks(1))));
    }
}
