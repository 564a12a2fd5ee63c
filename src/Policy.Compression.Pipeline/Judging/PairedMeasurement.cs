using OptPolicy.Workloads.Running;
using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Compression.Pipeline.Judging;

/// <summary>Both models on one file of examples. Immutable.</summary>
/// <param name="OriginalLosses">How well the original predicts each example.</param>
/// <param name="MadeLosses">The same of the made model.</param>
internal sealed record PairedMeasurement(IReadOnlyList<DocumentLoss> OriginalLosses, IReadOnlyList<DocumentLoss> MadeLosses)
{
    private const int SessionTurns = 3;

    /// <summary>Tokens that are the model's first choice, by example.</summary>
    public IReadOnlyList<int> OriginalRight { get; init; } = [];

    /// <summary>See <see cref="OriginalRight"/>.</summary>
    public IReadOnlyList<int> MadeRight { get; init; } = [];

    /// <summary>Which tasks were solved; <see langword="null"/> for texts.</summary>
    public PairedRun? Tasks { get; init; }

    /// <summary>Seconds of the made model's answers; empty when they were read, not written.</summary>
    public IReadOnlyList<double> Seconds { get; init; } = [];

    public IEnumerable<MetricComparison> Metrics(ulong seed)
    {
        var draws = (int)(seed & int.MaxValue);
        if (Tasks is { } tasks)
        {
            var rate = tasks.Candidate.SuccessRate;
            var count = tasks.Candidate.Outcomes.Count;
            yield return new MetricComparison(Judgement.TaskSuccess, tasks.Baseline.SuccessRate.Value, rate.Value, count) { Low = rate.Low, High = rate.High };
            yield return Sessions(tasks, rate);
        }

        if (OriginalLosses.Count > 0)
        {
            var ratio = PerplexityRatio.Interval(OriginalLosses, MadeLosses, draws);
            var original = Math.Exp(OriginalLosses.Sum(static l => l.NegativeLogLikelihood) / OriginalLosses.Sum(static l => l.Tokens));
            yield return new MetricComparison(Judgement.Perplexity, original, original * ratio.Value, OriginalLosses.Count) { Low = original * ratio.Low, High = original * ratio.High, IsLowerBetter = true };
            var accuracy = Bootstrap.Interval(MadeRight.Count, indices => Share(MadeRight, indices), draws);
            yield return new MetricComparison(Judgement.TokenAccuracy, Share(OriginalRight, [.. Enumerable.Range(0, OriginalRight.Count)]), accuracy.Value, MadeRight.Count) { Low = accuracy.Low, High = accuracy.High };
        }

        if (Seconds.Count > 0 && Tasks is { } timed)
        {
            var before = timed.Baseline.Outcomes.Select(static o => o.Seconds).ToList();
            foreach (var (name, share) in ((string, double)[])[(Judgement.Latency50, 0.5), (Judgement.Latency95, 0.95)])
            {
                var interval = QuantileInterval.Interval(Seconds, share, 0.975);
                yield return new MetricComparison(name, QuantileInterval.Interval(before, share).Value, interval.Value, Seconds.Count)
                {
                    Low = double.IsFinite(interval.Low) ? interval.Low : null,
                    High = double.IsFinite(interval.High) ? interval.High : null,
                    IsLowerBetter = true,
                };
            }
        }
    }

    // Declared sessions where there are some; otherwise what independent tasks compound to.
    private static MetricComparison Sessions(PairedRun tasks, Interval rate)
    {
        var (before, after) = (tasks.Baseline.Sessions(SessionTurns), tasks.Candidate.Sessions(SessionTurns));
        if (after.Count == 0)
        {
            return new MetricComparison(Judgement.SessionSuccess, Math.Pow(tasks.Baseline.SuccessRate.Value, SessionTurns), Math.Pow(rate.Value, SessionTurns), tasks.Candidate.Outcomes.Count)
            {
                Low = Math.Pow(rate.Low, SessionTurns),
                High = Math.Pow(rate.High, SessionTurns),
            };
        }

        var interval = Wilson.Interval(after.Count(static s => s), after.Count);
        return new MetricComparison(Judgement.SessionSuccess, before.Count(static s => s) / (double)before.Count, interval.Value, after.Count) { Low = interval.Low, High = interval.High };
    }

    private double Share(IReadOnlyList<int> right, ReadOnlySpan<int> indices)
    {
        var (hits, tokens) = (0L, 0L);
        foreach (var index in indices)
        {
            hits += right[index];
            tokens += MadeLosses[index].Tokens;
        }

        return tokens == 0 ? 0 : hits / (double)tokens;
    }
}
