using System.Collections.Immutable;
using OptPolicy.Cli.Caching.Deciding;

namespace OptPolicy.Cli.Caching.Tuning;

/// <summary>A calibration, and what the rule with it did on pairs that it had not seen.</summary>
/// <param name="Calibration">Fitted to all pairs.</param>
/// <param name="Check">Of every pair, decided with a calibration that was fitted to the other folds.</param>
/// <param name="Reasons">Why they were served or not, in the codes of traces.</param>
internal sealed record FittedCalibration(HitCalibration Calibration, HitTally Check, ImmutableSortedDictionary<string, int> Reasons);

/// <summary>Fits what similarity means to labelled pairs, and checks it on pairs held out.</summary>
/// <param name="decider">Decides as the client does.</param>
/// <param name="settings">The policy's, with the share that is asked for.</param>
/// <param name="seed">Of the folds.</param>
internal sealed class CalibrationFit(PairDecider decider, SemanticCacheSettings settings, int seed)
{
    private const int Folds = 5;

    // Pairs from further down say nothing about where hits are, and would pull the curve towards themselves.
    private const double BelowFloor = 0.1;

    public async Task<FittedCalibration> FitAsync(IReadOnlyList<MeasuredPair> pairs, string embedder, CancellationToken cancellationToken)
    {
        var folds = QuestionFolds.Of(pairs, Folds, seed);
        var (tally, reasons) = (default(HitTally), ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal));
        for (var fold = 0; fold < Folds; fold++)
        {
            var learning = new ScopeLearning(settings.MostFalseHits!.Value, Fit(folds.Where((_, i) => i != fold).SelectMany(static f => f), embedder));
            foreach (var pair in folds[fold])
            {
                cancellationToken.ThrowIfCancellationRequested();
                var decision = await decider.DecideAsync(pair, settings, learning, cancellationToken);
                if (decision.Probability is { } probability)
                    learning.Observe(probability);
                tally = tally.Add(decision.Action is HitAction.Serve, pair.Label.IsRight);
                reasons[decision.Reason] = reasons.GetValueOrDefault(decision.Reason) + 1;
            }
        }

        return new FittedCalibration(Fit(pairs, embedder), tally, reasons.ToImmutable());
    }

    private HitCalibration Fit(IEnumerable<MeasuredPair> pairs, string embedder)
    {
        // Only of what its guards let through, and what stands clear of other answers, is anything served for its similarity.
        var entries = pairs
            .Where(p => p.IsLeftToSimilarity && p.Similarity >= settings.Threshold - BelowFloor && HitEvidence.Of(p.Similarity, p.Asked, p.Cached) - p.Label.Rival >= settings.Margin)
            .GroupBy(static p => p.Label.CachedName, StringComparer.Ordinal)
            .Select(static g => g.Select(static p => new HitLabel(p.Similarity, p.Label.IsRight)).ToArray())
            .ToArray();
        var prior = HitPriorFit.Calibrate(entries);
        return new HitCalibration(prior.Level, prior.Slope, prior.LevelVariance, prior.Covariance, prior.SlopeVariance, entries.Sum(static e => e.Length), embedder);
    }
}
