using System.Diagnostics;
using System.Numerics;

namespace OptPolicy.Cli.Benchmarking;

/// <summary>How fast this machine reads memory: what bounds decoding, which reads every weight for every token.</summary>
internal static class MemoryBandwidth
{
    // Larger than any processor's last cache, so that memory is what is measured.
    private const long Bytes = 256L << 20;

    private const int Passes = 3;

    /// <summary>Bytes a second over all cores, the best of some passes.</summary>
    public static double Measure()
    {
        var threads = Environment.ProcessorCount;
        var parts = new float[threads][];
        Parallel.For(0, threads, i =>
        {
            parts[i] = GC.AllocateUninitializedArray<float>((int)Math.Min(Bytes / threads / sizeof(float), Array.MaxLength));
            parts[i].AsSpan().Fill(1);
        });
        var best = 0d;
        for (var pass = 0; pass < Passes; pass++)
        {
            var sums = new float[threads];
            var start = Stopwatch.GetTimestamp();
            Parallel.For(0, threads, i => sums[i] = Sum(parts[i]));
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            best = Math.Max(best, parts.Sum(static p => (double)p.Length) * sizeof(float) / seconds);
            GC.KeepAlive(sums);
        }

        return best;
    }

    // Four sums, so that additions do not wait for one another.
    private static float Sum(float[] values)
    {
        var width = Vector<float>.Count;
        var (a, b, c, d) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var i = 0;
        for (; i + (4 * width) <= values.Length; i += 4 * width)
        {
            a += new Vector<float>(values, i);
            b += new Vector<float>(values, i + width);
            c += new Vector<float>(values, i + (2 * width));
            d += new Vector<float>(values, i + (3 * width));
        }

        return Vector.Sum(a + b + c + d);
    }
}
