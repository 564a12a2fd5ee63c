using System.Collections.Immutable;
using OptPolicy.Cli.Caching.Deciding;
using OptPolicy.Cli.Caching.Labels;
using OptPolicy.Cli.Caching.Tuning;

namespace OptPolicy.Cli.Caching.Evaluating;

/// <summary>What became of the labelled pairs for one reason.</summary>
/// <param name="Reason">In the codes of traces.</param>
/// <param name="Action">What the cache did.</param>
/// <param name="Same">Pairs that one answer serves.</param>
/// <param name="Different">Pairs that need two.</param>
internal sealed record ReasonCount(string Reason, HitAction Action, int Same, int Different);

/// <summary>What a policy's semantic cache does with labelled pairs and, where there is one, with a stream.</summary>
/// <param name="Policy">Its name.</param>
/// <param name="Labels">The pairs, those of the stream included.</param>
/// <param name="Pairs">What the policy as it is serves of them.</param>
/// <param name="Reasons">Why, most frequent first.</param>
/// <param name="Sweep">The policy at other thresholds.</param>
/// <param name="Stream">The stream behind the real client; <see langword="null"/> without one.</param>
internal sealed record CacheEvaluation(string Policy, PairSet Labels, HitTally Pairs, ImmutableArray<ReasonCount> Reasons, ThresholdSweep Sweep, StreamOutcome? Stream)
{
    public required SemanticCacheSettings Settings { get; init; }

    public required IReadOnlyCollection<TimeSpan> EmbeddingTimes { get; init; }

    public required IReadOnlyCollection<TimeSpan> VerifierTimes { get; init; }

    /// <summary>What the cache adds to every request that it looks at: the mean of embedding it, and of what the verifier took for some.</summary>
    public TimeSpan Overhead => Mean(EmbeddingTimes) + (Labels.Pairs.IsEmpty ? TimeSpan.Zero : VerifierTimes.Aggregate(TimeSpan.Zero, static (sum, t) => sum + t) / Labels.Pairs.Length);

    public static async Task<CacheEvaluation> RunAsync(
        OpenedCache cache, PairSet labels, ImmutableArray<StreamedQuestion> stream, double share, TimeProvider clock, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var measurer = new PairMeasurer(cache, clock);
        var pairs = await measurer.MeasureAsync(labels.Pairs, progress, cancellationToken);
        var decider = new PairDecider(cache, clock);
        progress.Report("deciding");
        var learning = cache.Settings.MostFalseHits is { } most ? new ScopeLearning(most, ScopeLearningTable.CalibrationOf(cache.Settings, cache.Embedder.Fingerprint)) : null;
        var decided = new List<(MeasuredPair Pair, HitDecision Decision)>(pairs.Length);
        foreach (var pair in pairs)
        {
            var decision = await decider.DecideAsync(pair, cache.Settings, learning, cancellationToken);
            if (decision.Probability is { } probability)
                learning?.Observe(probability);
            decided.Add((pair, decision));
        }

        var sweep = await ThresholdSweep.RunAsync(decider, cache.Settings, pairs, share, cancellationToken);
        var outcome = stream.IsEmpty ? null : await new StreamReplay(cache, clock).RunAsync(stream, progress, cancellationToken);
        var tally = decided.Aggregate(default(HitTally), static (sum, d) => sum.Add(d.Decision.Action is HitAction.Serve, d.Pair.Label.IsRight));
        ReasonCount[] reasons =
        [
            .. decided.GroupBy(static d => (d.Decision.Reason, d.Decision.Action))
                .Select(static g => new ReasonCount(g.Key.Reason, g.Key.Action, g.Count(static d => d.Pair.Label.IsRight), g.Count(static d => !d.Pair.Label.IsRight)))
                .OrderByDescending(static r => r.Same + r.Different).ThenBy(static r => r.Reason, StringComparer.Ordinal),
        ];
        return new CacheEvaluation(cache.Name, labels, tally, [.. reasons], sweep, outcome) { Settings = cache.Settings, EmbeddingTimes = measurer.EmbeddingTimes, VerifierTimes = decider.VerifierTimes };
    }

    private static TimeSpan Mean(IReadOnlyCollection<TimeSpan> times) => times.Count == 0 ? TimeSpan.Zero : times.Aggregate(TimeSpan.Zero, static (sum, t) => sum + t) / times.Count;
}
