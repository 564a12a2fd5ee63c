using System.Globalization;
using OptPolicy.Cli.Caching.Deciding;

namespace OptPolicy.Cli.Caching.Output;

/// <summary>Figures as the cache commands print them.</summary>
internal static class CacheFigures
{
    public static string Share(double value) => value.ToString("0.##%", CultureInfo.InvariantCulture);

    public static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Threshold(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A share of wrong hits with its interval; a dash where nothing is served.</summary>
    public static string FalseHits(HitTally tally) =>
        tally.Served == 0 ? "–" : tally.FalseHits is var interval ? $"{Share(interval.Value)} ({Share(interval.Low)}–{Share(interval.High)})" : "";

    /// <summary>The middle one of some times, and the one that one in twenty exceeds, in milliseconds.</summary>
    public static string Times(IReadOnlyCollection<TimeSpan> times)
    {
        if (times.Count == 0)
            return "–";
        var sorted = times.Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Length / 2].TotalMilliseconds:0.00} ms p50, {sorted[(int)(sorted.Length * 0.95)].TotalMilliseconds:0.00} ms p95");
    }
}
