using OptPolicy.Workloads.Gates;

namespace OptPolicy.Compression.Pipeline.Judging;

/// <summary>What the gates say about a model, and what was measured. Immutable.</summary>
/// <param name="Verdicts">One a gate, in the order of the declaration.</param>
/// <param name="Metrics">The figures, gates or not.</param>
public sealed record Judgement(IReadOnlyList<GateVerdict> Verdicts, IReadOnlyList<MetricComparison> Metrics)
{
    /// <summary>Task success of single tasks, 0…1.</summary>
    public const string TaskSuccess = "task_success";

    /// <summary>Success of whole sessions, 0…1.</summary>
    public const string SessionSuccess = "session_success";

    /// <summary>Perplexity of the right answers.</summary>
    public const string Perplexity = "perplexity";

    /// <summary>Share of the right answers' tokens that are the model's first choice.</summary>
    public const string TokenAccuracy = "token_accuracy";

    /// <summary>Bytes on disk.</summary>
    public const string Size = "size";

    /// <summary>Seconds that 95 % of the answers keep.</summary>
    public const string Latency95 = "latency.p95";

    /// <summary>Seconds that half of the answers keep.</summary>
    public const string Latency50 = "latency.p50";

    /// <summary>Bytes of weights and of keys and values.</summary>
    public const string Memory = "memory";

    // What users lose first decides; perplexity, which hides lost tasks, decides only ties.
    private static readonly string[] QualityFirst = [TaskSuccess, SessionSuccess, Perplexity];

    /// <summary>Whether every gate has passed.</summary>
    public bool IsPassed => Verdicts.All(static v => v.Outcome == GateOutcome.Passed);

    /// <summary>One metric; <see langword="null"/> when it was not measured.</summary>
    public MetricComparison? Find(string metric) => Metrics.FirstOrDefault(m => m.Metric == metric);

    /// <summary>Whether the model answers worse than another one that was measured on the same examples.</summary>
    public bool IsWorseThan(Judgement other)
    {
        foreach (var metric in QualityFirst)
        {
            if (Find(metric) is not { } mine || other.Find(metric) is not { } theirs || mine.Made.Equals(theirs.Made))
                continue;
            return mine.IsLowerBetter ? mine.Made > theirs.Made : mine.Made < theirs.Made;
        }

        return false;
    }
}
