using System.Collections.Immutable;
using OptPolicy.Cli.Caching.Deciding;
using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Cli.Caching.Tuning;

/// <summary>What a threshold alone would do.</summary>
internal sealed record ThresholdPoint(double Threshold, HitTally Tally);

/// <summary>The policy at other thresholds, everything else as it is: precision over the share of requests that are served.</summary>
/// <param name="Points">From the strictest on.</param>
/// <param name="Advised">The lowest threshold that keeps the share; <see langword="null"/> when the labels prove none.</param>
internal sealed record ThresholdSweep(ImmutableArray<ThresholdPoint> Points, ThresholdPoint? Advised)
{
    private const double Strictest = 0.995, Loosest = 0.5, Step = 0.005;

    public static async Task<ThresholdSweep> RunAsync(PairDecider decider, SemanticCacheSettings settings, IReadOnlyList<MeasuredPair> pairs, double share, CancellationToken cancellationToken)
    {
        var points = ImmutableArray.CreateBuilder<ThresholdPoint>();
        for (var i = 0; Strictest - i * Step > Loosest - Step / 2; i++)
        {
            var threshold = Math.Round(Strictest - i * Step, 3);
            var (tally, fixedThreshold) = (default(HitTally), settings with { Threshold = threshold, MostFalseHits = null });
            foreach (var pair in pairs)
            {
                var decision = await decider.DecideAsync(pair, fixedThreshold, learning: null, cancellationToken);
                tally = tally.Add(decision.Action is HitAction.Serve, pair.Label.IsRight);
            }

            points.Add(new ThresholdPoint(threshold, tally));
        }

        // Tested in a fixed order until one fails, so that looking at many thresholds does not make a lucky one likely (Bauer 1991; Angelopoulos et
        // al. 2021, "Learn then Test"). How many are served does not depend on labels: where too few are to prove anything, nothing is tested.
        var needed = ClopperPearson.ExamplesNeeded(share, HitTally.Confidence);
        var advised = points.Where(p => p.Tally.Served >= needed).TakeWhile(p => p.Tally.Upper <= share).LastOrDefault();
        return new ThresholdSweep(points.ToImmutable(), advised);
    }
}
