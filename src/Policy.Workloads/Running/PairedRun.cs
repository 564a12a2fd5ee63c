using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Workloads.Running;

/// <summary>Two models on the same tasks. Immutable.</summary>
/// <param name="Baseline">The original.</param>
/// <param name="Candidate">The one that is to replace it.</param>
public sealed record PairedRun(WorkloadRun Baseline, WorkloadRun Candidate)
{
    /// <summary>Who solved which tasks.</summary>
    public PairedCounts Tasks => PairedCounts.Of([.. Baseline.Outcomes.Select(static o => o.IsRight)], [.. Candidate.Outcomes.Select(static o => o.IsRight)]);

    /// <summary>Pairs two runs.</summary>
    /// <param name="baseline">The original's.</param>
    /// <param name="candidate">The other's.</param>
    /// <exception cref="ArgumentException">They are of different tasks, or of none.</exception>
    public static PairedRun Of(WorkloadRun baseline, WorkloadRun candidate)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(candidate);
        if (baseline.Outcomes.Count == 0 || !baseline.Outcomes.Select(static o => (o.Line, o.Task)).SequenceEqual(candidate.Outcomes.Select(static o => (o.Line, o.Task))))
            throw new ArgumentException("The runs are not of the same tasks.", nameof(candidate));
        return new(baseline, candidate);
    }

    /// <summary>Who succeeded in which declared sessions.</summary>
    /// <param name="turns">Turns of a session, from 1.</param>
    public PairedCounts Sessions(int turns) => PairedCounts.Of(Baseline.Sessions(turns), Candidate.Sessions(turns));
}
