using System.Text;
using OptPolicy.Cli.Caching.Deciding;
using OptPolicy.Cli.Caching.Tuning;
using OptPolicy.Cli.Output;
using OptPolicy.Workloads.Statistics;
using static OptPolicy.Cli.Caching.Output.CacheFigures;

namespace OptPolicy.Cli.Caching.Output;

/// <summary>The policy at other thresholds, for people.</summary>
internal static class SweepText
{
    private static readonly double[] Shown = [0.995, 0.98, 0.97, 0.96, 0.95, 0.94, 0.93, 0.92, 0.9, 0.88, 0.85, 0.8, 0.75, 0.7];

    public static void Append(StringBuilder text, Palette palette, ThresholdSweep sweep, double share)
    {
        text.Append('\n').Append(palette.Bold("threshold   served    hit rate   wrong   wrong of hits (95 %)")).Append('\n');
        foreach (var point in sweep.Points.Where(p => Shown.Contains(p.Threshold) || p == sweep.Advised))
        {
            var mark = point == sweep.Advised ? palette.Green("  <") : "";
            text.Append($"{Threshold(point.Threshold),9} {Count(point.Tally.Served),8} {Share(point.Tally.HitRate),11} {Count(point.Tally.False),7}   {FalseHits(point.Tally)}{mark}\n");
        }

        text.Append(sweep.Advised is { } advised
            ? $"A threshold of {Threshold(advised.Threshold)} keeps wrong hits at {Share(share)} or below on labels like these (95 %).\n"
            : $"No threshold is proven to keep wrong hits at {Share(share)} or below: {Needed(share)}\n");
    }

    /// <summary>What it takes to prove a share.</summary>
    public static string Needed(double share) =>
        $"that takes {Count(ClopperPearson.ExamplesNeeded(share, HitTally.Confidence))} served pairs without a wrong one among them, or more with some.";
}
