using System.Collections.Immutable;
using OptPolicy.Cli.Caching.Deciding;
using OptPolicy.Cli.Caching.Labels;
using OptPolicy.Language.Semantics;
using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Cli.Caching.Tuning;

/// <summary>What labels say about a policy's semantic cache.</summary>
/// <param name="Policy">Its name.</param>
/// <param name="Share">The share of wrong hits that is asked for.</param>
/// <param name="Labels">The pairs.</param>
/// <param name="Pairs">The same as the cache sees them.</param>
/// <param name="Sweep">The policy at other thresholds.</param>
/// <param name="Fit">The calibration; <see langword="null"/> when the policy goes by its threshold and none was asked for.</param>
internal sealed record CacheTuning(string Policy, double Share, PairSet Labels, ImmutableArray<MeasuredPair> Pairs, ThresholdSweep Sweep, FittedCalibration? Fit)
{
    public required string Embedder { get; init; }

    public required CalibrationConditions Conditions { get; init; }

    /// <summary>Whether the labels prove the share.</summary>
    public bool IsProven => Fit is { } fit ? fit.Check.Upper <= Share : Sweep.Advised is not null;

    /// <summary>Whether the labels prove that more hits would be wrong.</summary>
    public bool IsContradicted => Fit is { Check: { False: > 0 } check } && 1 - ClopperPearson.Upper(check.Right, check.Served, HitTally.Confidence) > Share;

    public static async Task<CacheTuning> RunAsync(OpenedCache cache, PairSet labels, double share, bool fits, int seed, TimeProvider clock, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var pairs = await new PairMeasurer(cache, clock).MeasureAsync(labels.Pairs, progress, cancellationToken);
        var decider = new PairDecider(cache, clock);
        progress.Report("looking at thresholds");
        var sweep = await ThresholdSweep.RunAsync(decider, cache.Settings, pairs, share, cancellationToken);
        progress.Report("fitting");
        var fit = fits ? await new CalibrationFit(decider, cache.Settings with { MostFalseHits = share }, seed).FitAsync(pairs, cache.Embedder.Fingerprint, cancellationToken) : null;
        return new CacheTuning(cache.Name, share, labels, pairs, sweep, fit) { Embedder = cache.Embedder.Fingerprint, Conditions = CalibrationConditions.Of(cache.Loaded.Declaration)! };
    }
}
